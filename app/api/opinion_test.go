package api_test

import (
	"context"
	"net"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"carrel/app"
	"carrel/app/ask"
	"carrel/inference"
)

// A second opinion that is being asked for ends when it is stopped, when another one on
// the same answer is asked for, and when its caller is gone: here each while it waits
// for others' answers, which would take for ever.
func TestStopSecondOpinion(t *testing.T) {
	core, h := open(t, app.Options{})
	// All places for answers that others wait for too.
	const places = inference.AnswersAtOnce - 1
	occupied, release, answered := make(chan struct{}), make(chan struct{}), make(chan error)
	for range places {
		go func() {
			first := true
			_, err := core.Answer(context.WithoutCancel(t.Context()), ask.Request{Question: "Who planted the pear trees?", Quote: true}, func(ask.Step) {
				if first {
					first = false
					occupied <- struct{}{}
					<-release
				}
			})
			answered <- err
		}()
	}
	for range places {
		<-occupied
	}
	defer func() {
		close(release)
		for range places {
			if err := <-answered; err != nil {
				t.Error(err)
			}
		}
	}()

	const path = "/api/answers/some/opinion"
	opinion := func() chan int {
		code := make(chan int, 1)
		go func() { code <- call(h, "POST", path, "").Code }()
		return code
	}
	const stopped = 499
	// Again and again, since nothing tells when a call has come to where it waits.
	until := func(code chan int, again func()) {
		t.Helper()
		for {
			select {
			case got := <-code:
				if got != stopped {
					t.Errorf("ended with %d, want %d", got, stopped)
				}
				return
			case <-time.After(time.Millisecond):
				again()
			}
		}
	}
	stop := func() {
		if code := call(h, "DELETE", path, "").Code; code != http.StatusOK {
			t.Fatalf("stopping: %d", code)
		}
	}
	stop() // none: nothing to complain about
	until(opinion(), stop)

	// The request that stops one may overtake the one that asks for it.
	if code := call(h, "DELETE", path+"?asking=overtaken", "").Code; code != http.StatusOK {
		t.Fatalf("stopping what has not begun: %d", code)
	}
	overtaken := make(chan int, 1)
	go func() { overtaken <- call(h, "POST", path+"?asking=overtaken", "").Code }()
	select {
	case code := <-overtaken:
		if code != stopped {
			t.Errorf("what was stopped before it came ended with %d, want %d", code, stopped)
		}
	case <-time.After(10 * time.Second):
		t.Error("what was stopped before it came was begun")
		until(overtaken, stop)
	}

	first := opinion()
	var later []chan int
	until(first, func() { later = append(later, opinion()) })
	for _, code := range later {
		until(code, stop)
	}

	// The lock lets no test have a socket of the network's.
	listener, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
	if err != nil {
		t.Fatal(err)
	}
	arrived, ended := make(chan struct{}), make(chan struct{})
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		h.ServeHTTP(w, r)
		close(ended)
	})}
	go server.Serve(listener)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", listener.Addr().String())
	}}}
	ctx, leave := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, "POST", "http://carrel"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		<-arrived
		leave()
	}()
	if _, err := client.Do(request); err == nil {
		t.Error("it was answered")
	}
	<-ended
}
