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
	"os"
	"time"

	"carrel/app/audit"
)

// Main is the porter process: `porter --audit FILE`. It returns the exit status
// when its standard input ends.
func Main(args []string) int {
	flags := flag.NewFlagSet("porter", flag.ContinueOnError)
	flags.Usage = func() {} // no person starts it
	log := flags.String("audit", "", "the audit log, a `file`")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if *log == "" || flags.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "porter: it is started by Carrel itself, as: carrel porter --audit FILE")
		return 2
	}
	if err := harden(); err != nil {
		fmt.Fprintln(os.Stderr, "porter: keep other programs out:", err)
		return 1
	}
	p := &porter{log: audit.New(*log), now: time.Now, open: openInBrowser}
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
	opened []time.Time // the last links, at most burst
}

// serve answers requests until in ends.
func (p *porter) serve(ctx context.Context, in io.Reader, out io.Writer) error {
	replies := json.NewEncoder(out)
	if err := replies.Encode(hello{Porter: version, Locked: locked()}); err != nil {
		return fmt.Errorf("say hello: %w", err)
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, maxLine), maxLine)
	for lines.Scan() {
		if err := replies.Encode(p.answer(ctx, lines.Bytes())); err != nil {
			return fmt.Errorf("reply: %w", err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read a request: %w", err)
	}
	return nil
}

func (p *porter) answer(ctx context.Context, line []byte) reply {
	r, err := decodeRequest(line)
	if err != nil {
		return reply{Error: refused("The porter doesn't understand this: %s.", err)}
	}
	if r.Do != openLink {
		return reply{ID: r.ID, Error: refused("The porter has no such door: %q.", r.Do)}
	}
	if err := p.openLink(ctx, r.URL); err != nil {
		var words *Error
		if !errors.As(err, &words) {
			words = &Error{CodeNoBrowser, err.Error()}
		}
		return reply{ID: r.ID, Error: words}
	}
	return reply{ID: r.ID}
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
	if err := p.log.Append("link.open", door); err != nil {
		return &Error{CodeNoLog, fmt.Sprintf("The link was not opened, because that couldn't be written down: %s.", err)}
	}
	err = p.open(ctx, link)
	if err != nil {
		return errors.Join(err, p.log.Append("link.failed", door))
	}
	return nil
}

// linkDetail is what the audit log says of a link. The whole of it stays out:
// the log isn't encrypted, and a link can hold the text of a document. Its hash
// shows later which one it was.
func linkDetail(link Link) map[string]string {
	sum := sha256.Sum256([]byte(link.URL))
	return map[string]string{"scheme": link.Scheme, "host": link.Host, "sha256": hex.EncodeToString(sum[:])}
}
