package app

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"carrel/app/porter"
)

// LocalAPI is the door for other programs on this computer: whether it is open,
// where, and with which key.
type LocalAPI struct {
	On      bool   `json:"on"`
	Address string `json:"address,omitempty"` // to give to a program: "http://127.0.0.1:4711/v1"
	Key     string `json:"key,omitempty"`     // likewise; it opens nothing but this door
	Text    string `json:"text"`              // in words
}

// Door opens and closes the way in for other programs.
type Door struct {
	// Open gives the address that is listened at, as "127.0.0.1:4711".
	Open  func(context.Context) (string, error)
	Close func(context.Context) error
}

// localAPI is the state of the door.
type localAPI struct {
	changing sync.Mutex // held while it is opened or closed
	door     *Door      // nil: this surface has none

	mu     sync.Mutex
	state  LocalAPI
	server *http.Server // of the window, behind the porter
}

// localKey is where the key lies, so that programs that have it need it once.
func (f Folders) localKey() string { return filepath.Join(f.Config, "local-api.key") }

// readLocalKey gives the key, and makes it the first time.
func (f Folders) readLocalKey() (string, error) {
	path := f.localKey()
	data, err := os.ReadFile(path)
	if key := strings.TrimSpace(string(data)); err == nil && len(key) >= 20 {
		return key, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", Errorf(CodeBadRequest, "The key of the local API in %s cannot be read: %w", path, cause(err))
	}
	key := rand.Text()
	if err := writeFile(path, []byte(key+"\n")); err != nil { // readable by its owner only
		if full := sayDiskFull(err, "keeping the key of the local API"); full != err {
			return "", full
		}
		return "", Errorf(CodeBadRequest, "The key of the local API cannot be kept in %s: %w", path, cause(err))
	}
	return key, nil
}

// OfferLocalAPI says how this surface lets other programs in. They may come at
// once if the settings say so, or with now. Whoever listens has the package
// api/openai answer.
func (a *App) OfferLocalAPI(ctx context.Context, door Door, now bool) (LocalAPI, error) {
	a.localAPI.changing.Lock()
	defer a.localAPI.changing.Unlock()
	a.localAPI.door = &door
	if !now && !a.config.LocalAPI {
		return a.LocalAPI(), nil
	}
	state, err := a.openLocalAPI(ctx)
	if err != nil {
		a.log.printf("local API: %v", err)
		a.localAPI.mu.Lock()
		a.localAPI.state = LocalAPI{Text: Explain(err).Message}
		a.localAPI.mu.Unlock()
	}
	return state, err
}

// SetLocalAPI lets other programs in from now on, or no more; the settings keep it.
func (a *App) SetLocalAPI(ctx context.Context, on bool) (LocalAPI, error) {
	a.localAPI.changing.Lock()
	defer a.localAPI.changing.Unlock()
	if a.localAPI.door == nil {
		return LocalAPI{}, Errorf(CodeUnsupported, "Other programs can be let in by the window and by `carrel serve` only.")
	}
	if !on {
		if err := errors.Join(a.shutLocalAPI(ctx), a.options.Folders.setConfig("local_api", false)); err != nil {
			return LocalAPI{}, err
		}
		return a.LocalAPI(), nil
	}
	was := a.LocalAPI().On
	state, err := a.openLocalAPI(ctx)
	if err == nil {
		err = a.options.Folders.setConfig("local_api", true)
	}
	if err != nil && !was {
		err = errors.Join(err, a.shutLocalAPI(ctx))
	}
	if err != nil {
		return LocalAPI{}, err
	}
	return state, nil
}

// shutLocalAPI closes the door. Before all else nobody is answered any more,
// whatever becomes of the listener.
func (a *App) shutLocalAPI(ctx context.Context) error {
	a.localAPI.mu.Lock()
	a.localAPI.state = LocalAPI{}
	a.localAPI.mu.Unlock()
	return a.localAPI.door.Close(ctx)
}

func (a *App) openLocalAPI(ctx context.Context) (LocalAPI, error) {
	key, err := a.options.Folders.readLocalKey()
	if err != nil {
		return LocalAPI{}, err
	}
	address, err := a.localAPI.door.Open(ctx)
	if err != nil {
		return LocalAPI{}, err
	}
	a.localAPI.mu.Lock()
	defer a.localAPI.mu.Unlock()
	a.localAPI.state = LocalAPI{On: true, Address: "http://" + address + "/v1", Key: key,
		Text: "Programs on this computer that have the key may use Carrel's models and ask your library."}
	return a.localAPI.state, nil
}

// LocalAPI is the state of the door for other programs.
func (a *App) LocalAPI() LocalAPI {
	a.localAPI.mu.Lock()
	defer a.localAPI.mu.Unlock()
	state := a.localAPI.state
	if state.Text == "" {
		state.Text = "Other programs can't use Carrel."
	}
	return state
}

// localSocket is where the porter brings other programs to, for a surface that
// may not listen for them itself.
func (f Folders) localSocket() string { return filepath.Join(f.Data, "api.sock") }

// PorterDoor is the Door of a surface that is under the lock from its start, as
// the window is: the porter listens, and handler answers at a Unix socket until Close.
func (a *App) PorterDoor(handler http.Handler) Door {
	return Door{
		Open: func(ctx context.Context) (string, error) {
			if a.porter == nil {
				return "", Errorf(CodeUnsupported, "Other programs can't be let in: the part of Carrel that does it didn't start. Start Carrel again.")
			}
			if err := a.answerAtSocket(handler); err != nil {
				return "", err
			}
			return a.listenThroughPorter(ctx)
		},
		Close: func(ctx context.Context) error {
			if a.porter == nil {
				return nil
			}
			return a.porter.HangUp(ctx)
		},
	}
}

// answerAtSocket serves handler at the socket, once.
func (a *App) answerAtSocket(handler http.Handler) error {
	if a.localAPI.server != nil {
		return nil
	}
	listener, err := listenUnix(a.options.Folders.localSocket())
	if err != nil {
		return Errorf(CodeInternal, "Other programs can't be let in, since there can be no socket in %s: %w", a.options.Folders.Data, err)
	}
	a.localAPI.server = &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute,
		BaseContext: func(net.Listener) context.Context { return a.ctx },
	}
	go a.localAPI.server.Serve(listener)
	return nil
}

// listenThroughPorter has the porter listen at the port of the last time, so that
// programs that know it find it again, or where another program has it now at any.
func (a *App) listenThroughPorter(ctx context.Context) (string, error) {
	address, err := a.porter.Listen(ctx, a.config.LocalAPIPort)
	var words *porter.Error
	if errors.As(err, &words) && words.Code == porter.CodeInUse {
		address, err = a.porter.Listen(ctx, 0)
	}
	if err != nil {
		return "", err
	}
	if _, text, err := net.SplitHostPort(address); err == nil {
		if port, err := strconv.Atoi(text); err == nil && port != a.config.LocalAPIPort {
			a.config.LocalAPIPort = port
			if err := a.options.Folders.setConfig("local_api_port", port); err != nil {
				a.log.printf("local API: %v", err) // it works all the same, this time
			}
		}
	}
	return address, nil
}

// closeLocalAPI ends what other programs wait for.
func (a *App) closeLocalAPI() {
	a.localAPI.changing.Lock()
	defer a.localAPI.changing.Unlock()
	if a.localAPI.server != nil {
		a.localAPI.server.Close()
	}
}
