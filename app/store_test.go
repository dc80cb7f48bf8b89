package app

import (
	"strings"
	"testing"

	"carrel/knowledge/index"
)

// No password that an address may have is kept in the settings.
func TestStoreAddressHasNoPassword(t *testing.T) {
	for _, text := range []string{"postgres://ann:s3cret@db.example.org/library", "postgres://ann@db.example.org/library?password=s3cret"} {
		s, err := parseStore(text)
		if err != nil || s.password != "s3cret" || strings.Contains(s.String(), "s3cret") {
			t.Errorf("%s is kept as %s, %v", text, s, err)
		}
	}
	if s, err := parseStore("postgres://ann@db.example.org/library?sslkey=/k&sslpassword=s3cret"); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("the password of a key is kept as %s, %v", s, err)
	}
}

// What is wrong with an address is said in a sentence, whoever has found it.
func TestStoreAddressInWords(t *testing.T) {
	for _, text := range []string{"hello", "mysql://db/library", "postgres://", "postgres://db.example.org", "weaviate:///Library", "weaviate://db.example.org/library"} {
		_, err := parseStore(text)
		if err == nil {
			t.Errorf("%s is taken for an address", text)
			continue
		}
		words := err.Error()
		if first := words[:1]; first != strings.ToUpper(first) || !strings.HasSuffix(words, ".") {
			t.Errorf("of %s it is said: %s", text, words)
		}
	}
}

// Whether others can read along is said as it is, whatever the address leaves out.
func TestWayToStore(t *testing.T) {
	for _, c := range []struct {
		address          string
		local, encrypted bool
	}{
		{"postgres://ann@db.example.org/library", false, true},
		{"postgres://ann@db.example.org/library?sslmode=require", false, true},
		{"postgres://ann@db.example.org/library?sslmode=prefer", false, false},
		{"postgres://ann@db.example.org/library?sslmode=disable", false, false},
		{"postgres://ann@127.0.0.1:5433/library", true, false},
		{"postgres:///library?host=/run/postgresql", true, false},
		{"weaviate://search.example.org/Library", false, false},
		{"weaviate://localhost:8080", true, false},
		{"weaviates://localhost,search.example.org", false, true},
	} {
		s, err := parseStore(c.address)
		if err != nil {
			t.Errorf("%s: %v", c.address, err)
			continue
		}
		if local := s.local(); local != c.local {
			t.Errorf("%s: local is %t", c.address, local)
		}
		if encrypted := s.kind.encrypted(s.url); encrypted != c.encrypted && !c.local {
			t.Errorf("%s: encrypted is %t", c.address, encrypted)
		}
	}
}

// The name that a store knows a library by stays as it is, for shared libraries too.
func TestNameOfLibrary(t *testing.T) {
	open := func() *index.Store {
		store, err := index.Open(t.Context(), t.TempDir()+"/library.db")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { store.Close() })
		return store
	}
	name := func(a *App, store *index.Store) string {
		name, err := a.self(t.Context(), store)
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
	one, two, shared := open(), open(), open()
	first := name(new(App), one)
	if !strings.HasPrefix(first, personAndComputer()+"-") || name(new(App), one) != first || name(new(App), two) == first {
		t.Errorf("the names are %s, %s, %s", first, name(new(App), one), name(new(App), two))
	}
	if err := shared.Share(t.Context(), "test://hub"); err != nil {
		t.Fatal(err)
	}
	if got := name(new(App), shared); got != personAndComputer() {
		t.Errorf("a library that is shared already is called %s", got)
	}
	// An older backup takes the place of the library.
	a := new(App)
	first = name(a, open())
	if got := name(a, open()); got != first {
		t.Errorf("the restored library is called %s, not %s", got, first)
	}
}

// What is shared is what the settings say when a library is opened, not when
// Carrel was started. Who has left stays out too: TestStoreIsLeft in package api.
func TestConsentIsReadAnew(t *testing.T) {
	const url = "postgres://ann@db.example.org/library"
	a := &App{options: Options{Folders: Folders{Config: t.TempDir()}, Store: url}, config: Config{Store: url}}
	if team, err := a.team(); err != nil || team == nil || team.Send {
		t.Errorf("without consent in the settings: %+v, %v", team, err)
	}
	if err := a.options.Folders.setConfig("store", url); err != nil {
		t.Fatal(err)
	}
	if team, err := a.team(); err != nil || team == nil || !team.Send {
		t.Errorf("with consent: %+v, %v", team, err)
	}
}
