package app

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/app/audit"
	"carrel/app/porter"
)

// Every kind of entry is a sentence with what a person wants to know of it, the
// newest first; and a log that was changed is told.
func TestOpenings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.log")
	if o, err := readOpenings(path); err != nil || o.Total != 0 || o.Last == nil || o.Broken != "" {
		t.Fatalf("of a log that isn't there: %+v, %v", o, err)
	}
	store := map[string]string{"network": "tcp", "host": "db.example.org", "port": "5432"}
	file := map[string]string{"host": "hub.example.org", "file": "small.gguf"}
	with := func(detail map[string]string, more ...string) map[string]string {
		all := map[string]string{}
		for k, v := range detail {
			all[k] = v
		}
		for i := 0; i < len(more); i += 2 {
			all[more[i]] = more[i+1]
		}
		return all
	}
	entries := []struct {
		kind   string
		detail map[string]string
		says   string
	}{
		{porter.KindLink, map[string]string{"host": "example.org"}, "A link to example.org was opened in your browser."},
		{porter.KindLinkFailed, map[string]string{"host": "example.org"}, "The link to example.org could not be opened."},
		{kindShare, with(store, "documents", "12"), "You agreed to share the library with the team's store at db.example.org: 12 documents at that time."},
		{porter.KindConnect, store, "Connected to the team's store at db.example.org."},
		{porter.KindConnect, with(store, "more", "3"), "Connected to the team's store at db.example.org, and 3 times more since the entry before."},
		{porter.KindConnect, map[string]string{"network": "unix", "path": "/run/pg"}, "Connected to the team's store."},
		{porter.KindClosed, with(store, "connections", "6", "sent", "744", "received", "9"), "The connections to the team's store at db.example.org ended: 6 of them in all, with 744 bytes sent."},
		{porter.KindListen, map[string]string{"address": "127.0.0.1:4111"}, "Other programs on this computer were let in."},
		{porter.KindHungUp, map[string]string{"connections": "1"}, "Other programs were let in no more; one came until then."},
		{porter.KindFetch, file, "The download of small.gguf from hub.example.org began."},
		{porter.KindDelivery, file, "small.gguf comes from hub.example.org, where the source keeps it."},
		{porter.KindFetched, with(file, "result", "whole"), "The download of small.gguf from hub.example.org ended: it is whole."},
		{porter.KindFetched, with(file, "result", "cancelled"), "The download of small.gguf from hub.example.org was stopped."},
		{porter.KindFetched, with(file, "result", "away"), "The download of small.gguf from hub.example.org failed."},
		{kindCopyTo, store, "You agreed to a copy of the library to the team's store at db.example.org."},
		{kindLeave, map[string]string{"store": "postgres://ann@db.example.org/library", "removed": "true"}, "You stopped sharing with the team's store at db.example.org, and what was sent was removed there."},
		{kindLeave, map[string]string{"store": "postgres://ann@db.example.org/library", "removed": "false"}, "You stopped sharing with the team's store at db.example.org; what was sent stays there."},
		{audit.KindRecovered, nil, "A line of this list that a crash had cut short was taken out."},
		{"moon.landing", map[string]string{"host": "moon.example.org"}, "moon.landing moon.example.org"},
	}
	log := audit.New(path)
	for _, e := range entries {
		if err := log.Append(e.kind, e.detail); err != nil {
			t.Fatal(err)
		}
	}
	o, err := readOpenings(path)
	if err != nil || o.Total != len(entries) || len(o.Last) != len(entries) || o.Broken != "" {
		t.Fatalf("%d of %d are told, %q, %v", len(o.Last), o.Total, o.Broken, err)
	}
	for i, e := range entries {
		if got := o.Last[len(entries)-1-i]; got.Text != e.says || got.At.IsZero() {
			t.Errorf("%s: %s, %s", e.kind, got.At, got.Text)
		}
	}

	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, bytes.Replace(text, []byte(`"documents":"12"`), []byte(`"documents":"1"`), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if o, err = readOpenings(path); err != nil || !strings.Contains(o.Broken, "was changed") || o.Total >= len(entries) {
		t.Errorf("of a log that was changed: %d entries, %q, %v", o.Total, o.Broken, err)
	}
}

// What a log of years has is told from its end.
func TestManyOpenings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.log")
	log := audit.New(path)
	for i := range mostOpenings + 20 {
		host := "early.example.org"
		if i >= 20 {
			host = "late.example.org"
		}
		if err := log.Append(porter.KindLink, map[string]string{"host": host}); err != nil {
			t.Fatal(err)
		}
	}
	o, err := readOpenings(path)
	if err != nil || o.Total != mostOpenings+20 || len(o.Last) != mostOpenings || !strings.Contains(o.Last[mostOpenings-1].Text, "late.example.org") {
		t.Errorf("%d of %d, %v", len(o.Last), o.Total, err)
	}
}
