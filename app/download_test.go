package app

import (
	"strings"
	"testing"
	"time"

	"carrel/app/lock"
	"carrel/app/porter"
	"carrel/app/porter/download"
	"carrel/inference/models"
)

func TestPace(t *testing.T) {
	var p pace
	start := time.Now()
	if got := p.at(start, 0); got != 0 {
		t.Errorf("at the start: %g", got)
	}
	// A megabyte a second, then three: it follows within ten seconds.
	var got float64
	done := int64(0)
	for second := 1; second <= 20; second++ {
		done += 1e6
		got = p.at(start.Add(time.Duration(second)*time.Second), done)
	}
	if got < 0.99e6 || got > 1.01e6 {
		t.Errorf("%g bytes a second", got)
	}
	for second := 21; second <= 35; second++ {
		done += 3e6
		got = p.at(start.Add(time.Duration(second)*time.Second), done)
	}
	if got < 2.99e6 || got > 3.01e6 {
		t.Errorf("%g bytes a second", got)
	}
	if len(p.times) > 15 {
		t.Errorf("%d times are remembered", len(p.times))
	}
	// A source without ranges begins anew.
	if got := p.at(start.Add(36*time.Second), 0); got != 0 {
		t.Errorf("after a new beginning: %g", got)
	}
}

func TestDownloadInWords(t *testing.T) {
	for got, want := range map[string]string{
		waitingWords("models.example.org", download.Progress{}):                           "models.example.org does not answer, or is busy. It is asked again soon.",
		waitingWords("models.example.org", download.Progress{Done: 45e6, Total: 491e6}):   "models.example.org does not answer, or is busy. It is asked again soon; 45 MB of 491 MB are here.",
		waitingWords("models.example.org", download.Progress{Done: 1.2e9, Total: 2.44e9}): "models.example.org does not answer, or is busy. It is asked again soon; 1.2 GB of 2.4 GB are here.",
		stoppedWords(0):    "Stopped. Nothing of it had come.",
		stoppedWords(45e6): "Stopped. 45 MB of it are kept; it goes on from there.",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestLockInWords(t *testing.T) {
	on := lock.Status{State: lock.StateKernel, Text: "Offline lock on. Carrel can't use the network."}
	soft := lock.Status{State: lock.StateApp, Text: "By the app only."}
	for _, test := range []struct {
		lock               lock.Status
		team, source, want string
	}{
		{on, "", "", on.Text},
		{on, "db.example.org", "", "Offline lock on. Carrel can reach the team's store at db.example.org and nothing else."},
		{on, "", "huggingface.co", "Offline lock on, but for a download from huggingface.co."},
		{on, "db.example.org", "huggingface.co", "Offline lock on, but for the team's store at db.example.org and a download from huggingface.co."},
		{soft, "", "", "By the app only."},
		{soft, "", "huggingface.co", "By the app only. A model is being downloaded from huggingface.co."},
	} {
		if got := lockWords(test.lock, test.team, test.source); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestConsent(t *testing.T) {
	c := models.TheCatalogue()
	for name, want := range map[string][]string{
		"qwen3-4b":      {"huggingface.co for the file Qwen3-4B-Q4_K_M.gguf (2.5 GB)", "servers of hf.co, and from nowhere else", "nothing of your documents", "Apache 2.0", "Commercial use is allowed."},
		"gemma-3-4b":    {"(about 2.4 GB)", "Gemma Terms of Use", "prohibited uses"},
		"qwen2.5-3b":    {"without commercial gain"},
		"qwen3-4b:Q8_0": {"of which 1.0 GB are here already", "through the proxy proxy.example.org:3128"},
	} {
		o, f, err := c.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		ask, err := porter.FetchOf(o, f, "")
		if err != nil {
			t.Fatal(err)
		}
		kept, proxy := int64(0), ""
		if strings.HasSuffix(name, "Q8_0") {
			kept, proxy = 1e9, "proxy.example.org:3128"
		}
		text := consent(o, f, c.Licences[o.Licence], kept, ask, proxy)
		for _, words := range want {
			if !strings.Contains(text, words) {
				t.Errorf("%s: %q lacks %q", name, text, words)
			}
		}
	}
}
