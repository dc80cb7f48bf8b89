//go:build unix

package inference_test

import (
	"context"
	"errors"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"carrel/inference"
)

// patience is far over what the client promises (2 s) and far under its minute
// for a start, so that a busy machine does not fail a test and a hang does.
const patience = 20 * time.Second

// TestAStoppedEngineHoldsNobody: a process that is stopped (by a debugger, by
// ^Z) reads nothing, so what is written to it waits in a full pipe.
func TestAStoppedEngineHoldsNobody(t *testing.T) {
	c := start(t)
	info, err := c.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(info.PID, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("more than a pipe holds ", 20_000)
	began := time.Now()
	for range 2 { // the second one's frame waits behind the first one's
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		_, err := c.Embed(ctx, minilm(t), []string{text})
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the call ended with %v", err)
		}
	}
	if took := time.Since(began); took > patience {
		t.Errorf("two calls of 0.1 s took %v", took)
	}
	if err := syscall.Kill(info.PID, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if rows, err := c.Embed(t.Context(), minilm(t), []string{"it goes on"}); err != nil || len(rows) != 1 {
		t.Errorf("afterwards: %d rows, %v", len(rows), err)
	}
}

// TestKilledDuringACall: whatever is being asked when the engine is killed fails as
// that, and the same question to the engine that starts then is answered. The engine
// is stopped first, so that it cannot have answered before.
func TestKilledDuringACall(t *testing.T) {
	c, model := start(t), shallow(t)
	q := ask(t)
	q.Model, q.MaxTokens = model, 1
	for name, call := range map[string]func(context.Context) error{
		"describe": func(ctx context.Context) error { _, err := c.Start(ctx); return err },
		"load":     func(ctx context.Context) error { _, err := c.Load(ctx, model); return err },
		"unload":   func(ctx context.Context) error { return c.Unload(ctx, model.Path) },
		"generate": func(ctx context.Context) error { _, err := c.Generate(ctx, q, nil); return err },
		"tokenize": func(ctx context.Context) error { _, err := c.Tokenize(ctx, model, passage); return err },
		"count":    func(ctx context.Context) error { _, err := c.CountTokens(ctx, model, q.Messages); return err },
		"embed":    func(ctx context.Context) error { _, err := c.Embed(ctx, minilm(t), []string{passage}); return err },
		"lengths":  func(ctx context.Context) error { _, _, err := c.Lengths(ctx, minilm(t), []string{passage}); return err },
		"settings": func(ctx context.Context) error { return c.Configure(ctx, inference.EngineSettings{KeepSeconds: 60}) },
		"forget":   func(ctx context.Context) error { _, err := c.ForgetPrompts(ctx); return err },
		"bench": func(ctx context.Context) error {
			_, err := c.Bench(ctx, inference.BenchRequest{Model: model, PromptTokens: 8, Repetitions: 1})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			info, err := c.Start(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			stop(t, info.PID)
			begun, failed := make(chan struct{}), make(chan error, 1)
			go func() {
				close(begun)
				failed <- call(t.Context())
			}()
			<-begun
			select {
			case err := <-failed:
				t.Fatalf("a stopped engine answered: %v", err)
			case <-time.After(100 * time.Millisecond): // by now it is on its way
			}
			if err := syscall.Kill(info.PID, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			select {
			case err := <-failed:
				code(t, err, inference.CodeEngineDied)
			case <-time.After(patience):
				t.Fatal("it waits for a dead engine")
			}
			if err := call(t.Context()); err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

// stop stops a process and waits until none of its threads goes on: that is one
// thread's to do, which may have to wait for a processor while the others run.
func stop(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		state, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
		if err == nil && strings.HasPrefix(string(state), "T") {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("it does not stop: %s, %v", state, err)
		}
	}
}

// TestCloseEndsAStart: the program may be closed while the engine is still starting.
func TestCloseEndsAStart(t *testing.T) {
	c := inference.New(inference.Config{Command: command(t, "mute-engine")})
	ended := make(chan error, 1)
	started := make(chan struct{})
	go func() {
		close(started)
		_, err := c.Start(context.Background())
		ended <- err
	}()
	<-started
	began := time.Now()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > patience {
		t.Errorf("closing took %v", took)
	}
	select {
	case err := <-ended:
		code(t, err, inference.CodeCancelled)
	case <-time.After(patience):
		t.Fatal("the start goes on")
	}
}
