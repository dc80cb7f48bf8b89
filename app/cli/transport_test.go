package cli

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"
)

func TestHandlerTransportStreams(t *testing.T) {
	next := make(chan string)
	client := http.Client{Transport: handlerTransport{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Kind", "stream")
		w.WriteHeader(http.StatusAccepted)
		for s := range next {
			if _, err := io.WriteString(w, s); err != nil {
				return
			}
		}
	})}}
	response, err := client.Get("http://carrel/events")
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusAccepted || response.Header.Get("X-Kind") != "stream" {
		t.Errorf("%d %v", response.StatusCode, response.Header)
	}
	for _, want := range []string{"one", "two"} {
		next <- want
		got := make([]byte, 3)
		if _, err := io.ReadFull(response.Body, got); err != nil || string(got) != want {
			t.Errorf("%q %v, want %q before the handler has ended", got, err, want)
		}
	}
	close(next)
	if rest, err := io.ReadAll(response.Body); err != nil || len(rest) != 0 {
		t.Errorf("rest %q, %v", rest, err)
	}
}

func TestHandlerTransportEnds(t *testing.T) {
	ended := make(chan error, 1)
	client := http.Client{Transport: handlerTransport{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		_, err := io.WriteString(w, "too late")
		ended <- err
	})}}
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://carrel/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Do(request); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled call: %v", err)
	}
	select {
	case err := <-ended:
		if err == nil {
			t.Error("writing to a caller who has gone did not fail")
		}
	case <-time.After(time.Minute):
		t.Error("the handler was not told")
	}

	client.Transport = handlerTransport{http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("broken") })}
	response, err := client.Get("http://carrel/")
	if err != nil || response.StatusCode != http.StatusInternalServerError {
		t.Fatalf("%v %v, want 500", response, err)
	}
	if _, err := io.ReadAll(response.Body); err == nil {
		t.Error("a broken handler's body ended as if it were whole")
	}

	client.Transport = handlerTransport{http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})}
	if response, err := client.Get("http://carrel/"); err != nil || response.StatusCode != http.StatusOK {
		t.Errorf("a handler that writes nothing: %v %v, want 200", response, err)
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"plain 🍐":                    "plain 🍐",
		"a\nb\tc\rd":                 `a\nb\tc\rd`,
		"fdp.\u202eexe \u05d0\u200f": `fdp.\u202eexe ` + "\u05d0\u200f",
		"\x1b]0;title\x07 \u009b":    `\x1b]0;title\x07 \x9b`,
	} {
		if got := printable(in); got != want {
			t.Errorf("printable(%q) = %q, want %q", in, got, want)
		}
	}
	if got := printableText("a\n\tb\x1b[2J"); got != "a\n\tb\\x1b[2J" {
		t.Errorf("printableText: %q", got)
	}
}
