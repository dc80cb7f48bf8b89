//go:build unix

package inference_test

import (
	"context"
	"errors"
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
