package cli_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"carrel/knowledge/parse/pdftest"
)

// client calls a server that may be killed at any moment.
type client struct {
	url, token string
	kill       func()
}

// errKilled says that the server died before it answered: what was asked of it
// may have been done or not.
var errKilled = errors.New("the server was killed")

// call sends in, gets out, and tells a server that died from one that refused.
func (c *client) call(method, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequest(method, c.url+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return errKilled
	}
	defer response.Body.Close()
	reply, err := io.ReadAll(response.Body)
	if err != nil {
		return errKilled
	}
	if response.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s: %s", method, path, response.Status, reply)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(reply, out)
}

// belief is what is known of a fact. What was asked for and not acknowledged is
// open until the server says what has become of it.
type belief int

const (
	no belief = iota
	yes
	open
)

// ledger remembers what a server has acknowledged, over its deaths.
type ledger struct {
	t            *testing.T
	random       *rand.Rand
	loose        string // folder of documents that are added and removed one by one
	followed     string // folder that the library follows
	files        int    // made so far
	acknowledged map[string]int

	documents  map[string]belief // by path in loose: it is in the library
	ids        map[string]string // of documents, by path
	collection string            // id, "" before one is acknowledged
	members    map[string]belief // by path: it is in the collection
	chats      map[string]string // questions by the chat's id
}

func newLedger(t *testing.T, random *rand.Rand) *ledger {
	return &ledger{
		t: t, random: random, loose: t.TempDir(), followed: t.TempDir(),
		acknowledged: map[string]int{}, documents: map[string]belief{}, ids: map[string]string{},
		members: map[string]belief{}, chats: map[string]string{},
	}
}

// make writes a document of words of its own.
func (l *ledger) make(folder string) string {
	l.files++
	var pages []string
	for p := range 1 + l.random.IntN(30) {
		pages = append(pages, fmt.Sprintf("File %d, page %d: the ship %d sailed to an island of birds.", l.files, p+1, l.files*1000+p))
	}
	path := filepath.Join(folder, fmt.Sprintf("f%d.pdf", l.files))
	if err := os.WriteFile(path, pdftest.Make(pages), 0o644); err != nil {
		l.t.Fatal(err)
	}
	return path
}

// some gives one of the paths of which the beliefs hold, "" where there is none.
func (l *ledger) some(beliefs map[string]belief, held belief) string {
	var paths []string
	for _, path := range slices.Sorted(maps.Keys(beliefs)) {
		if beliefs[path] == held {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		return ""
	}
	return paths[l.random.IntN(len(paths))]
}

// work asks the server for one thing after the other until it dies.
func (l *ledger) work(c *client) {
	for {
		err := l.step(c)
		if errors.Is(err, errKilled) {
			return
		}
		if err != nil {
			l.t.Error(err)
			c.kill()
			return
		}
	}
}

func (l *ledger) step(c *client) error {
	switch n := l.random.IntN(20); {
	case n < 7:
		return l.add(c)
	case n < 11:
		return l.remove(c)
	case n < 15:
		return l.collect(c)
	case n < 19:
		l.change()
		return nil
	default:
		return l.ask(c)
	}
}

func (l *ledger) add(c *client) error {
	path := l.some(l.documents, no)
	if path == "" || l.random.IntN(3) > 0 {
		path = l.make(l.loose)
	}
	l.documents[path] = open
	var reply struct{ Documents []documentOutput }
	if err := c.call(http.MethodPost, "/api/documents", map[string]any{"paths": []string{path}}, &reply); err != nil {
		return err
	}
	if len(reply.Documents) != 1 || reply.Documents[0].Path != path {
		return fmt.Errorf("adding %s gave %+v", path, reply.Documents)
	}
	l.documents[path], l.ids[path] = yes, reply.Documents[0].ID
	l.acknowledged["add"]++
	return nil
}

func (l *ledger) remove(c *client) error {
	path := l.some(l.documents, yes)
	if path == "" {
		return nil
	}
	l.documents[path] = open
	if l.members[path] == yes {
		l.members[path] = open
	}
	if err := c.call(http.MethodDelete, "/api/documents/"+l.ids[path]+"?now=1", nil, nil); err != nil {
		return err
	}
	l.documents[path], l.members[path] = no, no
	l.acknowledged["remove"]++
	return nil
}

// collect makes the collection, puts a document into it or takes one out.
func (l *ledger) collect(c *client) error {
	if l.collection == "" {
		var reply struct{ ID string }
		if err := c.call(http.MethodPost, "/api/collections", map[string]string{"name": fmt.Sprintf("Ships %d", l.random.Uint32())}, &reply); err != nil {
			return err
		}
		l.collection = reply.ID
	}
	change, then := "add", yes
	path := l.some(l.documents, yes)
	if l.random.IntN(3) == 0 {
		change, then, path = "remove", no, l.some(l.members, yes)
	}
	if path == "" || l.documents[path] != yes {
		return nil
	}
	l.members[path] = open
	if err := c.call(http.MethodPost, "/api/collections/"+l.collection+"/documents", map[string][]string{change: {l.ids[path]}}, nil); err != nil {
		return err
	}
	l.members[path] = then
	l.acknowledged["collect"]++
	return nil
}

// change does to the followed folder what people and programs do to folders.
func (l *ledger) change() {
	entries, err := os.ReadDir(l.followed)
	if err != nil {
		l.t.Fatal(err)
	}
	if len(entries) < 3 {
		l.make(l.followed)
		return
	}
	path := filepath.Join(l.followed, entries[l.random.IntN(len(entries))].Name())
	switch l.random.IntN(4) {
	case 0:
		l.make(l.followed)
	case 1:
		err = os.Remove(path)
	case 2:
		l.files++
		err = os.Rename(path, filepath.Join(l.followed, fmt.Sprintf("f%d.pdf", l.files)))
	case 3:
		fresh := l.make(l.followed)
		err = os.Rename(fresh, path) // as editors save
	}
	if err != nil {
		l.t.Error(err)
	}
}

func (l *ledger) ask(c *client) error {
	question := fmt.Sprintf("Where did ship %d sail?", l.random.Uint32())
	var reply struct{ Chat string }
	if err := c.call(http.MethodPost, "/api/ask", map[string]string{"question": question}, &reply); err != nil {
		return err
	}
	l.chats[reply.Chat] = question
	l.acknowledged["ask"]++
	return nil
}

// audit compares a server that has just started with what its predecessors had
// acknowledged, settles what was left open, and has the folder followed.
func (l *ledger) audit(c *client) {
	l.t.Helper()
	must := func(method, path string, in, out any) {
		l.t.Helper()
		if err := c.call(method, path, in, out); err != nil {
			l.t.Fatal(err)
		}
	}
	var reply struct{ Documents []documentOutput }
	must(http.MethodGet, "/api/documents", nil, &reply)
	there := map[string]bool{}
	for _, d := range reply.Documents {
		if strings.HasPrefix(d.Path, l.loose+string(filepath.Separator)) {
			there[d.Path], l.ids[d.Path] = true, d.ID
		}
	}
	l.settle("document", l.documents, there)
	if l.collection != "" {
		var reply struct{ Documents []string }
		must(http.MethodGet, "/api/collections/"+l.collection, nil, &reply)
		there := map[string]bool{}
		for path := range l.members {
			there[path] = slices.Contains(reply.Documents, l.ids[path])
		}
		l.settle("member", l.members, there)
	}
	for chat, question := range l.chats {
		var reply struct{ Turns []struct{ Question string } }
		must(http.MethodGet, "/api/chats/"+chat, nil, &reply)
		if len(reply.Turns) != 1 || reply.Turns[0].Question != question {
			l.t.Errorf("chat %s is %+v, was %q", chat, reply.Turns, question)
		}
	}
	must(http.MethodPost, "/api/folders", map[string]string{"path": l.followed}, nil)
}

func (l *ledger) settle(what string, beliefs map[string]belief, there map[string]bool) {
	l.t.Helper()
	for path, held := range beliefs {
		if held != open && (held == yes) != there[path] {
			l.t.Errorf("%s %s: there %v, acknowledged %v", what, path, there[path], held == yes)
		}
		beliefs[path] = no
		if there[path] {
			beliefs[path] = yes
		}
	}
	for path := range there {
		if _, asked := beliefs[path]; !asked {
			l.t.Errorf("%s %s: nobody asked for it", what, path)
		}
	}
}
