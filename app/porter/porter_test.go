package porter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"carrel/app/audit"
)

// TestMain is also the porter: the tests start this binary as one.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "porter" {
		os.Exit(Main(os.Args[2:]))
	}
	if len(os.Args) > 1 && os.Args[1] == "reach" {
		os.Exit(reach())
	}
	if len(os.Args) > 6 && os.Args[1] == "core" {
		os.Exit(core(os.Args[2:]))
	}
	os.Exit(m.Run())
}

// testPorter is a porter's inside with another way to open links.
func testPorter(t *testing.T, open func(Link) error) *porter {
	return &porter{
		log:  audit.New(filepath.Join(t.TempDir(), "audit.jsonl")),
		now:  time.Now,
		open: func(_ context.Context, link Link) error { return open(link) },
	}
}

// desk is a porter on a machine whose browser writes down what it is given.
type desk struct {
	*Client
	audit, given string
	logged       chan string
}

// start starts a porter beside a program called xdg-open with the given script.
func start(t *testing.T, script string) desk {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the browser of these tests is a shell script called xdg-open")
	}
	dir := t.TempDir()
	d := desk{audit: filepath.Join(dir, "state", "audit.jsonl"), given: filepath.Join(dir, "given"), logged: make(chan string, 1)}
	if script != "" {
		if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	client, err := Start(t.Context(), Config{
		Command: []string{os.Args[0], "porter"},
		Env:     []string{"PATH=" + dir, "DISPLAY=:99", "GIVEN=" + d.given},
		Audit:   d.audit,
		Log:     func(s string) { d.logged <- s },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := client.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	d.Client = client
	return d
}

// kinds are the kinds of entries in the audit log.
func (d desk) kinds(t *testing.T) string {
	t.Helper()
	report, err := audit.Verify(d.audit)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, e := range report.Entries {
		kinds = append(kinds, e.Kind)
	}
	return strings.Join(kinds, " ")
}

func code(err error) string {
	var words *Error
	if errors.As(err, &words) {
		return words.Code
	}
	return fmt.Sprint(err)
}

func TestOpensALinkAndWritesItDownBefore(t *testing.T) {
	// The browser sees the log as it is when it starts.
	d := start(t, `while read -r line; do log="$log$line"; done < "${GIVEN%/*}/state/audit.jsonl"; printf '%s\n' "$#" "$1" "$log" > "$GIVEN"`)
	if d.Locked() {
		t.Skip("this test runs under a lock itself")
	}
	if err := d.OpenLink(t.Context(), "https://example.org/a b"); code(err) != CodeRefused {
		t.Errorf("a bad link: %v", err)
	}
	if err := d.OpenLink(t.Context(), "https://Example.org/?q=$(touch${IFS}pwned);x"); err != nil {
		t.Fatal(err)
	}
	given, err := os.ReadFile(d.given)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitN(string(given), "\n", 3)
	if lines[0] != "1" || lines[1] != "https://example.org/?q=%24(touch%24%7BIFS%7Dpwned);x" {
		t.Errorf("the browser was given %s argument(s), %q", lines[0], lines[1])
	}
	if !strings.Contains(lines[2], `"kind":"link.open"`) || !strings.Contains(lines[2], `"host":"example.org"`) {
		t.Errorf("when the browser started, the log was %q", lines[2])
	}
	if strings.Contains(lines[2], "touch") {
		t.Error("the whole link is in the log, which isn't encrypted")
	}
	if kinds := d.kinds(t); kinds != "link.open" {
		t.Errorf("the log has %q", kinds)
	}
}

func TestBrowserThatFails(t *testing.T) {
	d := start(t, "exit 3")
	if err := d.OpenLink(t.Context(), "https://example.org/"); code(err) != CodeNoBrowser || !strings.Contains(err.Error(), "Copy the link") {
		t.Errorf("error %v", err)
	}
	if kinds := d.kinds(t); kinds != "link.open link.failed" {
		t.Errorf("the log has %q", kinds)
	}
}

func TestNoBrowser(t *testing.T) {
	d := start(t, "")
	if err := d.OpenLink(t.Context(), "https://example.org/"); code(err) != CodeNoBrowser || !strings.Contains(err.Error(), "no browser") {
		t.Errorf("error %v", err)
	}
}

func TestBrowserThatStaysDoesNotHoldThePorter(t *testing.T) {
	d := start(t, `printf '%s' "$$" > "$GIVEN"; exec /bin/sleep 600`)
	began := time.Now()
	if err := d.OpenLink(t.Context(), "https://example.org/"); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 10*startTime {
		t.Errorf("the browser stayed open, and the answer took %v", took)
	}
	text, err := os.ReadFile(d.given)
	if err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Sscan(string(text), &pid); err != nil {
		t.Fatal(err)
	}
	browser, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if err := browser.Kill(); err != nil {
		t.Errorf("the browser ended with the porter: %v", err)
	}
}

func TestNothingOpensThatCannotBeWrittenDown(t *testing.T) {
	d := start(t, `printf x > "$GIVEN"`)
	if err := os.MkdirAll(d.audit, 0o700); err != nil { // a folder in the log's place
		t.Fatal(err)
	}
	if err := d.OpenLink(t.Context(), "https://example.org/"); code(err) != CodeNoLog {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat(d.given); err == nil {
		t.Error("the link was opened without an entry in the log")
	}
}

func TestManyLinksAreStopped(t *testing.T) {
	opened, now := 0, time.Now()
	p := testPorter(t, func(Link) error { opened++; return nil })
	p.now = func() time.Time { return now }
	for i := range 2 * burst {
		err := p.openLink(t.Context(), "https://example.org/")
		if i < burst && err != nil || i >= burst && code(err) != CodeTooMany {
			t.Errorf("link %d: %v", i+1, err)
		}
	}
	now = now.Add(within)
	if err := p.openLink(t.Context(), "https://example.org/"); err != nil || opened != burst+1 {
		t.Errorf("after a while: %v, %d opened", err, opened)
	}
}

func TestPorterThatDies(t *testing.T) {
	d := start(t, "exit 0")
	process, err := os.FindProcess(d.PID())
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Kill(); err != nil {
		t.Fatal(err)
	}
	select {
	case said := <-d.logged:
		if !strings.Contains(said, "killed") {
			t.Errorf("the log says %q", said)
		}
	case <-time.After(time.Minute):
		t.Fatal("nobody noticed that the porter died")
	}
	if err := d.OpenLink(t.Context(), "https://example.org/"); code(err) != CodeStopped || !strings.Contains(err.Error(), "Start Carrel again") {
		t.Errorf("error %v", err)
	}
}

func TestStartFailures(t *testing.T) {
	for name, c := range map[string]struct {
		config Config
		want   string
	}{
		"no command":      {Config{Audit: "x"}, "have to be named"},
		"no log":          {Config{Command: []string{"x"}}, "have to be named"},
		"missing program": {Config{Command: []string{"/nonexistent/carrel"}, Audit: "x"}, "no such file"},
		"other program":   {Config{Command: []string{"/bin/echo", "hi"}, Audit: "x"}, "something else than hello"},
		"ends at once":    {Config{Command: []string{os.Args[0], "porter", "--nonsense"}, Audit: "x"}, "ended at once; it wrote: flag provided"},
	} {
		if _, err := Start(t.Context(), c.config); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := Start(ctx, Config{Command: []string{"/bin/cat"}, Audit: "/dev/zero"}); err == nil {
		t.Error("a program that never says hello was accepted")
	}
}

func TestMainArguments(t *testing.T) {
	for _, args := range [][]string{{}, {"--audit"}, {"--audit", "x", "more"}, {"--shell"}} {
		if status := Main(args); status != 2 {
			t.Errorf("porter %v: exit status %d, want 2", args, status)
		}
	}
}

func TestServeEndsWithItsInput(t *testing.T) {
	p := testPorter(t, func(Link) error { return nil })
	var out strings.Builder
	if err := p.serve(t.Context(), strings.NewReader(`{"id":7,"do":"dance"}`+"\n"), &out); err != nil {
		t.Error(err)
	}
	want := `{"id":7,"error":{"code":"refused","message":"The porter has no such door: \"dance\"."}}`
	if lines := strings.Split(strings.TrimSpace(out.String()), "\n"); len(lines) != 2 || lines[1] != want {
		t.Errorf("it said %q", lines)
	}
	if err := p.serve(t.Context(), strings.NewReader(strings.Repeat("x", maxLine+1)), io.Discard); err == nil {
		t.Error("an endless line was read on")
	}
}
