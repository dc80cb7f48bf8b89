package porter

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"carrel/app/audit"
	"carrel/app/porter/download"
)

// Main is the porter process: `porter --audit FILE [--team-store NETWORK:ADDRESS]...`.
// With `--local-api SOCKET` it may let programs on this computer in, to that Unix
// socket, and with `--models FOLDER` fetch models of its catalogue into that
// folder. With a team store, its file 3 is the socket over which it hands
// connections over. It returns the exit status when its standard input ends.
func Main(args []string) int {
	flags := flag.NewFlagSet("porter", flag.ContinueOnError)
	flags.Usage = func() {} // no person starts it
	path := flags.String("audit", "", "the audit log, a `file`")
	var stores addressFlag
	flags.Var(&stores, "team-store", "an `address` that may be dialled, as in tcp:db.example.org:8080")
	models := flags.String("models", "", "the `folder` for models that are downloaded")
	mirror := flags.String("mirror", "", "an `address` to download them from instead of the one in the catalogue")
	socket := flags.String("local-api", "", "the `socket` to which programs on this computer may come")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if *path == "" || flags.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "porter: it is started by Carrel itself, as: carrel porter --audit FILE")
		return 2
	}
	if err := harden(); err != nil {
		fmt.Fprintln(os.Stderr, "porter: keep other programs out:", err)
		return 1
	}
	log := audit.New(*path)
	p := &porter{log: log, now: time.Now, open: openInBrowser}
	if *socket != "" {
		p.local = newLocal(*socket, log)
	}
	if *models != "" {
		p.models = newModelDoor(*models, *mirror, os.Getenv(proxyVariable), log)
	}
	_ = os.Unsetenv(proxyVariable) // it may hold a password, and browsers inherit the environment
	if len(stores) > 0 {
		p.doors = newDoors(stores, log)
		if handsOver {
			var err error
			if p.over, err = inheritedHandover(); err != nil {
				fmt.Fprintln(os.Stderr, "porter: the socket for connections:", err)
				return 1
			}
		}
	}
	if err := p.serve(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "porter:", err)
		return 1
	}
	return 0
}

// A person doesn't click faster; a program that leaks a document link by link does.
const (
	burst  = 10
	within = 30 * time.Second
)

// porter is the child's side.
type porter struct {
	log    *audit.Log
	now    func() time.Time
	open   func(context.Context, Link) error
	opened []time.Time   // the last links, at most burst
	doors  *doors        // nil: no team store
	local  *local        // nil: no other programs
	models *modelDoor    // nil: no downloads
	over   *net.UnixConn // where connections are handed over; nil where the system has no way to

	mutex   sync.Mutex // of replies, and of over, so that both have one order
	replies *json.Encoder
}

// serve answers requests until in ends.
func (p *porter) serve(ctx context.Context, in io.Reader, out io.Writer) (err error) {
	p.replies = json.NewEncoder(out)
	if err := p.replies.Encode(hello{Porter: version, Locked: locked()}); err != nil {
		return fmt.Errorf("say hello: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	var dialling sync.WaitGroup
	defer func() {
		cancel()
		dialling.Wait()
		if p.doors != nil {
			err = errors.Join(err, p.doors.close())
		}
		if p.local != nil {
			err = errors.Join(err, p.local.hangUp())
		}
	}()
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, maxLine), maxLine)
	for lines.Scan() {
		r, err := decodeRequest(lines.Bytes())
		switch {
		case err != nil:
			err = p.reply(reply{Error: refused("The porter doesn't understand this: %s.", err)})
		case r.Do == openLink:
			err = p.reply(reply{ID: r.ID, Error: inWords(p.openLink(ctx, r.URL))})
		case r.Do == listen && p.local != nil:
			address, err2 := p.local.listen(r.Port)
			err = p.reply(reply{ID: r.ID, Address: address, Error: inWords(err2)})
		case r.Do == hangUp && p.local != nil:
			err = p.reply(reply{ID: r.ID, Error: inWords(p.local.hangUp())})
		case r.Do == fetchModel && p.models != nil:
			dialling.Go(func() { _ = p.fetchModel(ctx, r) })
		case r.Do == stopFetch && p.models != nil:
			p.models.stop(r.Of)
			err = p.reply(reply{ID: r.ID})
		case r.Do == dialStore && p.doors != nil:
			// A reply that can't be written shows at the end of in as well.
			dialling.Go(func() { _ = p.dialStore(ctx, r) })
		default:
			err = p.reply(reply{ID: r.ID, Error: refused("The porter has no such door: %q.", r.Do)})
		}
		if err != nil {
			return fmt.Errorf("reply: %w", err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read a request: %w", err)
	}
	return nil
}

func (p *porter) reply(r reply) error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.replies.Encode(r)
}

// inWords is what a reply says of an error.
func inWords(err error) *Error {
	var words *Error
	if err != nil && !errors.As(err, &words) {
		words = &Error{CodeNoBrowser, err.Error()}
	}
	return words
}

// dialStore connects to the team store and hands the connection over.
func (p *porter) dialStore(ctx context.Context, r request) error {
	a, err := p.doors.permit(r.Network, r.Address)
	if err != nil || p.over == nil {
		return p.reply(reply{ID: r.ID, Error: inWords(err)})
	}
	conn, err := p.doors.connect(ctx, a)
	if err != nil {
		return p.reply(reply{ID: r.ID, Error: inWords(err)})
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	answer := reply{ID: r.ID}
	if err := p.doors.give(p.over, r.ID, a, conn); err != nil {
		answer.Error = &Error{CodeUnreachable, fmt.Sprintf("The connection to %s couldn't be handed over: %s.", a.Address, err)}
	}
	return p.replies.Encode(answer)
}

// fetchModel fetches a model, and says how far it is.
func (p *porter) fetchModel(ctx context.Context, r request) error {
	fetched, err := p.models.fetch(ctx, r.ID, r.Model, func(progress download.Progress) {
		_ = p.reply(reply{ID: r.ID, Progress: &progress}) // shows at the end of in as well
	})
	if err != nil {
		return p.reply(reply{ID: r.ID, Error: fetchError(err)})
	}
	return p.reply(reply{ID: r.ID, Fetched: &fetched})
}

// openLink checks the link, writes it down, and opens it.
func (p *porter) openLink(ctx context.Context, raw string) error {
	link, err := CheckLink(raw)
	if err != nil {
		return err
	}
	now := p.now()
	if len(p.opened) == burst {
		if now.Sub(p.opened[0]) < within {
			return &Error{CodeTooMany, fmt.Sprintf("%d links were opened within %d seconds. Wait a moment, then try again.", burst, int(within.Seconds()))}
		}
		p.opened = p.opened[1:]
	}
	p.opened = append(p.opened, now)
	door := linkDetail(link)
	if err := p.log.Append(KindLink, door); err != nil {
		return &Error{CodeNoLog, fmt.Sprintf("The link was not opened, because that couldn't be written down: %s.", err)}
	}
	err = p.open(ctx, link)
	if err != nil {
		return errors.Join(err, p.log.Append(KindLinkFailed, door))
	}
	return nil
}

// The kinds of the audit log's entries about links.
const (
	KindLink       = "link.open"   // comes before the browser is asked
	KindLinkFailed = "link.failed" // comes where there is none, or it does not start
)

// linkDetail is what the audit log says of a link. The whole of it stays out:
// the log isn't encrypted, and a link can hold the text of a document. Its hash
// shows later which one it was.
func linkDetail(link Link) map[string]string {
	sum := sha256.Sum256([]byte(link.URL))
	return map[string]string{"scheme": link.Scheme, "host": link.Host, "sha256": hex.EncodeToString(sum[:])}
}
