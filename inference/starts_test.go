package inference_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"carrel/inference"
)

// packsTried gives fewer packs after each failure, down to least.
type packsTried struct {
	mu     sync.Mutex
	left   []string
	least  int
	failed []string
}

func (p *packsTried) Arguments(context.Context) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.left)
}

func (p *packsTried) Failed(arguments []string, why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.failed = append(p.failed, strings.Join(arguments, " ")+": "+why)
	if len(p.left) > p.least {
		p.left = p.left[:len(p.left)-2]
	}
}

// An engine that does not start for a graphics processor starts without it, within the
// call that wanted it; what fails for another reason fails once.
func TestAnEngineStartsWithoutWhatFails(t *testing.T) {
	start(t) // skips where there is no engine
	p := &packsTried{left: []string{"--pack", "nothing", "--pack", "more"}}
	c := inference.New(inference.Config{Command: command(t, "engine"), Starts: p})
	defer c.Close()
	info, err := c.Start(t.Context())
	if err != nil || len(info.Devices) == 0 || len(p.failed) != 2 || !strings.HasPrefix(p.failed[0], "--pack nothing --pack more: ") || !strings.Contains(p.failed[1], "there is no pack \"nothing\"") {
		t.Errorf("%+v, %v after %q", info, err, p.failed)
	}
	p = &packsTried{left: []string{"--pack", "nothing"}, least: 2}
	d := inference.New(inference.Config{Command: command(t, "engine"), Starts: p})
	defer d.Close()
	if _, err := d.Start(t.Context()); err == nil || len(p.failed) != 1 {
		t.Errorf("%v after %q", err, p.failed)
	}
}
