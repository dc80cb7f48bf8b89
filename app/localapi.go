package app

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// LocalAPI is the door for other programs on this computer: whether it is open,
// where, and with which key.
type LocalAPI struct {
	On      bool   `json:"on"`
	Address string `json:"address,omitempty"` // to give to a program: "http://127.0.0.1:4711/v1"
	Key     string `json:"key,omitempty"`     // likewise; it opens nothing but this door
	Text    string `json:"text"`              // in words
}

// localAPI is the state of the door.
type localAPI struct {
	mu    sync.Mutex
	state LocalAPI
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

// OpenLocalAPI says that other programs may use Carrel at a listener's address,
// as "127.0.0.1:4711". Whoever listens has the package api/openai answer.
func (a *App) OpenLocalAPI(listener string) (LocalAPI, error) {
	key, err := a.options.Folders.readLocalKey()
	if err != nil {
		return LocalAPI{}, err
	}
	a.localAPI.mu.Lock()
	defer a.localAPI.mu.Unlock()
	a.localAPI.state = LocalAPI{On: true, Address: "http://" + listener + "/v1", Key: key,
		Text: "Programs on this computer that have the key may use Carrel's models and ask your library."}
	return a.localAPI.state, nil
}

// LocalAPI is the state of the door for other programs.
func (a *App) LocalAPI() LocalAPI {
	a.localAPI.mu.Lock()
	defer a.localAPI.mu.Unlock()
	if !a.localAPI.state.On {
		return LocalAPI{Text: "Other programs can't use Carrel."}
	}
	return a.localAPI.state
}
