package engine

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

// waiting waits until n jobs wait for the turn.
func waiting(t *testing.T, turn *turn, n int) {
	t.Helper()
	for range 1000 {
		turn.mu.Lock()
		got := len(turn.waiting)
		turn.mu.Unlock()
		if got == n {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("%d jobs never waited", n)
}

func TestTurnGoesByClassThenSizeThenTime(t *testing.T) {
	var turn turn
	ctx := context.Background()
	if err := turn.take(ctx, classBulk, 1); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var order []string
	var done sync.WaitGroup
	jobs := []struct {
		class class
		size  int
	}{{classBulk, 50}, {classBulk, 5}, {classAnswer, 0}, {classAnswer, 0}, {classQuick, 1}}
	for i, job := range jobs {
		done.Go(func() {
			if err := turn.take(ctx, job.class, job.size); err != nil {
				t.Error(err)
			}
			mu.Lock()
			order = append(order, fmt.Sprint(i))
			mu.Unlock()
			turn.pass()
		})
		waiting(t, &turn, i+1)
	}
	turn.pass()
	done.Wait()
	if got := strings.Join(order, " "); got != "4 2 3 1 0" {
		t.Errorf("the turn went to %s, want 4 2 3 1 0", got)
	}
}

func TestTurnIsLentToQuickJobsOnly(t *testing.T) {
	var turn turn
	ctx := context.Background()
	if err := turn.take(ctx, classAnswer, 0); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var order []string
	note := func(s string) { mu.Lock(); order = append(order, s); mu.Unlock() }
	var done sync.WaitGroup
	for i, class := range []class{classAnswer, classQuick} {
		done.Go(func() {
			if turn.take(ctx, class, 0) == nil {
				note(map[int]string{0: "answer", 1: "quick"}[i])
				turn.pass()
			}
		})
		waiting(t, &turn, i+1)
	}
	turn.lend()
	note("resumed")
	turn.lend() // nobody quick is there: no effect
	turn.pass()
	done.Wait()
	if got := strings.Join(order, " "); got != "quick resumed answer" {
		t.Errorf("order: %s, want quick resumed answer", got)
	}
}

func TestTurnForgetsWhoGaveUp(t *testing.T) {
	var turn turn
	if err := turn.take(context.Background(), classAnswer, 0); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	gaveUp := make(chan error)
	go func() { gaveUp <- turn.take(ctx, classAnswer, 0) }()
	waiting(t, &turn, 1)
	cancel()
	if err := <-gaveUp; err != context.Canceled {
		t.Fatalf("%v, want context.Canceled", err)
	}
	turn.pass()
	if err := turn.take(context.Background(), classBulk, 0); err != nil {
		t.Fatal(err)
	}
}

// Work of idle time is broken off by what somebody waits for, and by nothing else.
func TestIdleWorkIsBrokenOff(t *testing.T) {
	for _, tt := range []struct {
		class class
		want  bool
	}{{classQuick, true}, {classAnswer, true}, {classBulk, false}} {
		var turn turn
		ctx := turn.takeIdle()
		if ctx.Err() != nil {
			t.Fatal("it is broken off before anybody came")
		}
		done := make(chan error)
		go func() { done <- turn.take(context.Background(), tt.class, 1) }()
		waiting(t, &turn, 1)
		if got := ctx.Err() != nil; got != tt.want {
			t.Errorf("class %d came: broken off: %v", tt.class, got)
		}
		turn.pass()
		if err := <-done; err != nil || ctx.Err() == nil {
			t.Errorf("%v; the work's time ended: %v", err, ctx.Err())
		}
		other := make(chan struct{})
		go func() { _ = turn.take(context.Background(), classAnswer, 0); close(other) }()
		waiting(t, &turn, 1) // whose turn it is now is not told
		turn.pass()
		<-other
	}
}
