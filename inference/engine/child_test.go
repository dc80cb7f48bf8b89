package engine

import (
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"carrel/inference"
)

// The test binary is also an engine that can be asked what it still holds.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "checked-engine" {
		os.Exit(checkedEngine(os.Args[2]))
	}
	os.Exit(m.Run())
}

// checkedEngine is Main, but for the end: told to terminate it waits until nobody
// computes, and writes to a file which sequences are not free.
func checkedEngine(report string) int {
	terminate := make(chan os.Signal, 1)
	signal.Notify(terminate, syscall.SIGTERM)
	out, err := takeStdout()
	if err != nil {
		return exitProtocol
	}
	s := &server{out: out, adapterTime: adapterTime}
	if code := s.greet(os.Stdin, openNative); code != exitOK {
		return code
	}
	go func() {
		<-terminate
		if err := os.WriteFile(report, []byte(strings.Join(s.leftOver(), "\n")+"\nthat is all\n"), 0o600); err != nil {
			os.Exit(exitUsage)
		}
		os.Exit(exitOK)
	}()
	return s.loop(os.Stdin)
}

// leftOver says which sequences are not free, and of which llama.cpp's memory holds
// something else than what is kept for the next prompts. It empties all.
func (s *server) leftOver() (wrong []string) {
	s.holdTurn()
	defer s.turn.pass()
	for _, v := range s.shelf.loaded[inference.KindChat] {
		for i, seat := range v.seats {
			if n := seat.Occupied(); seat.taken || n != len(seat.Kept()) || n != seat.reusable {
				wrong = append(wrong, fmt.Sprintf("sequence %d: taken %v, %d tokens in llama.cpp's memory, %d known, %d to be used again", i, seat.taken, n, len(seat.Kept()), seat.reusable))
			}
			seat.empty()
			if n := seat.Occupied(); n != 0 {
				wrong = append(wrong, fmt.Sprintf("sequence %d: %d tokens are left of an empty one", i, n))
			}
		}
	}
	return wrong
}

// child is a client of a checked engine, with what it logs.
type child struct {
	*inference.Client
	report string
	ended  chan string // gets a line for each engine that ended
}

func startChild(t *testing.T) *child {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("nobody is told to terminate on Windows")
	}
	if _, err := library(); err != nil {
		t.Skip("the engine is not set up:", err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &child{report: t.TempDir() + "/report", ended: make(chan string, 16)}
	c.Client = inference.New(inference.Config{Command: []string{exe, "checked-engine", c.report}, Log: func(line string) {
		if strings.HasPrefix(line, "engine ended") {
			c.ended <- line
		}
	}})
	t.Cleanup(func() { c.Close() })
	return c
}

// pid is the process of the engine that runs, or of one that is started.
func (c *child) pid(t *testing.T) int {
	info, err := c.Start(t.Context())
	if err != nil {
		t.Error(err)
		return 0
	}
	return info.PID
}

func (c *child) signal(t *testing.T, pid int, how os.Signal) {
	t.Helper()
	p, err := os.FindProcess(pid)
	if err == nil {
		err = p.Signal(how)
	}
	if err != nil {
		t.Error(err)
	}
}

// free asserts that the engine holds nothing any more, and ends it.
func (c *child) free(t *testing.T) {
	t.Helper()
	c.signal(t, c.pid(t), syscall.SIGTERM)
	line := <-c.ended
	report, err := os.ReadFile(c.report)
	if text := strings.TrimSpace(string(report)); err != nil || text != "that is all" || !strings.HasSuffix(line, "it ended") {
		t.Errorf("%s: %q, %v", line, text, err)
	}
}
