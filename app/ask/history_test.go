package ask

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"carrel/knowledge"
	"carrel/knowledge/index"
)

func openStore(t testing.TB, path string) *index.Store {
	t.Helper()
	s, err := index.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestHistory(t *testing.T) {
	ctx := context.Background()
	h := NewHistory(openStore(t, filepath.Join(t.TempDir(), "library.db")).DB())
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	first := Turn{ID: "t1", Chat: "c1", Question: "Who  founded\nthe museum?", AskedAt: at, Answer: Answer{Status: StatusRunning}}
	if err := h.begin(ctx, first); err != nil {
		t.Fatal(err)
	}
	first.Answer.Text, first.Answer.Status = "Anna Berg.", StatusDone
	first.Answer.Citations = []Citation{{N: 1, Quote: "Anna Berg"}}
	if err := h.update(ctx, first); err != nil {
		t.Fatal(err)
	}
	filters := knowledge.Filters{Types: []string{"pdf"}, Since: "2020"}
	second := Turn{ID: "t2", Chat: "c1", Question: "When?", AskedAt: at.Add(time.Minute), Documents: []string{"d1", "d2"}, Filters: filters, Answer: Answer{Status: StatusRunning}}
	if err := h.begin(ctx, second); err != nil {
		t.Fatal(err)
	}
	if err := h.progress(ctx, "t2", "In 18"); err != nil {
		t.Fatal(err)
	}
	if n, err := h.Interrupt(ctx); err != nil || n != 1 {
		t.Fatalf("interrupted %d, %v", n, err)
	}
	chats, err := h.Chats(ctx)
	if err != nil || len(chats) != 1 || chats[0].Title != "Who founded the museum?" || !chats[0].UpdatedAt.Equal(second.AskedAt) || !chats[0].CreatedAt.Equal(at) {
		t.Fatalf("chats: %+v, %v", chats, err)
	}
	c, err := h.Chat(ctx, "c1")
	if err != nil || len(c.Turns) != 2 {
		t.Fatalf("chat: %+v, %v", c, err)
	}
	if got := c.Turns[0]; got.Answer.Text != "Anna Berg." || got.Answer.Status != StatusDone || got.Answer.Citations[0].Quote != "Anna Berg" || got.Chat != "c1" {
		t.Errorf("first turn: %+v", got)
	}
	if got := c.Turns[0]; got.Documents != nil || !got.Filters.Empty() {
		t.Errorf("a question about everything has limits: %v %+v", got.Documents, got.Filters)
	}
	if got := c.Turns[1]; !slices.Equal(got.Documents, []string{"d1", "d2"}) || !reflect.DeepEqual(got.Filters, filters) {
		t.Errorf("the limits of a question: %v %+v, want %+v", got.Documents, got.Filters, filters)
	}
	if got := c.Turns[1]; got.Answer.Text != "In 18" || got.Answer.Status != StatusInterrupted || got.Question != "When?" {
		t.Errorf("second turn: %+v", got)
	}
	if err := h.Delete(ctx, "c1"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Chat(ctx, "c1"); !errors.Is(err, ErrNoChat) {
		t.Errorf("a removed chat: %v", err)
	}
	if err := h.Delete(ctx, "c1"); !errors.Is(err, ErrNoChat) {
		t.Errorf("removing it again: %v", err)
	}
	// An answer that was running while its chat was removed must not bring it back.
	if err := h.update(ctx, second); err != nil {
		t.Errorf("updating a removed turn: %v", err)
	}
	if chats, _ := h.Chats(ctx); len(chats) != 0 {
		t.Errorf("chats left: %+v", chats)
	}
}

func TestRename(t *testing.T) {
	ctx := context.Background()
	h := NewHistory(openStore(t, filepath.Join(t.TempDir(), "library.db")).DB())
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for i, question := range []string{"Who founded the museum?", "When?"} {
		turn := Turn{ID: fmt.Sprint("t", i), Chat: "c1", Question: question, AskedAt: at.Add(time.Duration(i) * time.Minute), Answer: Answer{Status: StatusDone}}
		if err := h.begin(ctx, turn); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ name, want string }{
		{"  Museum:\n the\tfounders \u202eold\x1b ", "Museum: the founders old"},
		{strings.Repeat("字", 200), strings.Repeat("字", nameRunes)},
		{" \n", "Who founded the museum?"},
	} {
		got, err := h.Rename(ctx, "c1", c.name)
		if err != nil || got.Title != c.want || !got.UpdatedAt.Equal(at.Add(time.Minute)) {
			t.Errorf("renamed to %q: %+v, %v; want %q, written to as before", c.name, got, err, c.want)
		}
		if stored, err := h.Chat(ctx, "c1"); err != nil || stored.Title != c.want {
			t.Errorf("stored as %q, %v; want %q", stored.Title, err, c.want)
		}
	}
	// A question that follows leaves the name as it is.
	if _, err := h.Rename(ctx, "c1", "Museum"); err != nil {
		t.Fatal(err)
	}
	if err := h.begin(ctx, Turn{ID: "t9", Chat: "c1", Question: "And where?", AskedAt: at.Add(time.Hour), Answer: Answer{Status: StatusRunning}}); err != nil {
		t.Fatal(err)
	}
	if c, err := h.Chat(ctx, "c1"); err != nil || c.Title != "Museum" {
		t.Errorf("after another question: %q, %v", c.Title, err)
	}
	for _, name := range []string{"Gone", ""} {
		if _, err := h.Rename(ctx, "none", name); !errors.Is(err, ErrNoChat) {
			t.Errorf("renaming a chat that is not there to %q: %v", name, err)
		}
	}
}

func TestTitle(t *testing.T) {
	long := strings.Repeat("word ", 30)
	if got := title(long); len([]rune(got)) > titleRunes+1 || !strings.HasSuffix(got, "word…") {
		t.Errorf("%q", got)
	}
	if got := title(strings.Repeat("字", 100)); len([]rune(got)) != titleRunes+1 {
		t.Errorf("%q", got)
	}
}

// killedWriter is run as a process of its own by TestHistorySurvivesKill: it
// streams an answer into the history until it is killed.
func killedWriter(path string) {
	ctx := context.Background()
	s, err := index.Open(ctx, path)
	if err != nil {
		os.Exit(3)
	}
	turn := Turn{ID: newID(), Chat: newID(), Question: "What is written?", AskedAt: time.Now(), Answer: Answer{Status: StatusRunning}}
	r := record(ctx, NewHistory(s.DB()), turn)
	if !r.begun {
		os.Exit(4)
	}
	for i := 0; ; i++ {
		turn.Answer.Text += "word "
		turn.Answer.Sentences = append(turn.Answer.Sentences, Sentence{Start: i})
		r.note(turn, i%10 == 9)
		if i == 10 {
			os.Stdout.WriteString("writing\n")
		}
		time.Sleep(3 * time.Millisecond)
	}
}

func TestHistorySurvivesKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "library.db")
	openStore(t, path).Close()
	for i := range 4 {
		cmd := exec.Command(os.Args[0], "history-writer", path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 8)
		if _, err := out.Read(buf); err != nil {
			t.Fatalf("the writer did not start: %v", err)
		}
		time.Sleep(time.Duration(50+170*i) * time.Millisecond)
		cmd.Process.Kill()
		cmd.Wait()
	}
	s := openStore(t, path)
	h := NewHistory(s.DB())
	if n, err := h.Interrupt(context.Background()); err != nil || n != 4 {
		t.Fatalf("%d turns were interrupted, %v", n, err)
	}
	chats, err := h.Chats(context.Background())
	if err != nil || len(chats) != 4 {
		t.Fatalf("%d chats, %v", len(chats), err)
	}
	for _, c := range chats {
		c, err := h.Chat(context.Background(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if a := c.Turns[0].Answer; a.Status != StatusInterrupted || !strings.HasPrefix(a.Text, "word ") {
			t.Errorf("%s: %q", a.Status, a.Text)
		}
	}
	var check string
	if err := s.DB().QueryRow(`PRAGMA integrity_check`).Scan(&check); err != nil || check != "ok" {
		t.Errorf("integrity: %s, %v", check, err)
	}
}

// A database that cannot take more, as on a full disk, costs the record but not
// the answer.
func TestRecorderOnFullDisk(t *testing.T) {
	s := openStore(t, filepath.Join(t.TempDir(), "library.db"))
	db := s.DB()
	db.SetMaxOpenConns(1) // the limit holds per connection
	limit(t, db)
	turn := Turn{ID: "t", Chat: "c", Question: strings.Repeat("long ", 20000), AskedAt: time.Now(), Answer: Answer{Status: StatusRunning}}
	r := record(context.Background(), NewHistory(db), turn)
	if r.begun {
		t.Fatal("the turn was stored although the database is full")
	}
	r.note(turn, true)
	err := r.finish(turn)
	if err == nil || !index.IsFull(err) || !strings.Contains(notSaved(err), "disk is full") {
		t.Fatalf("finish: %v", err)
	}
	// Once there is room again, the whole turn is stored at its end.
	if _, err := db.Exec(`PRAGMA max_page_count = 1000000`); err != nil {
		t.Fatal(err)
	}
	turn.Answer.Status = StatusDone
	if err := r.finish(turn); err != nil {
		t.Fatalf("finish with room: %v", err)
	}
	if c, err := NewHistory(db).Chat(context.Background(), "c"); err != nil || c.Turns[0].Answer.Status != StatusDone {
		t.Errorf("%+v, %v", c, err)
	}
}

func limit(t *testing.T, db *sql.DB) {
	t.Helper()
	var pages int
	if err := db.QueryRow(`PRAGMA page_count`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if err := db.QueryRow(`PRAGMA max_page_count = 1`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
}

// What could not be stored is given with what is, in its order, and stored as soon as
// there is room: by a new question, or when that is asked for. Nothing is there twice.
func TestUnsaved(t *testing.T) {
	ctx := t.Context()
	db := openStore(t, filepath.Join(t.TempDir(), "library.db")).DB()
	db.SetMaxOpenConns(1) // the limit holds per connection
	h := NewHistory(db)
	at := time.Now().Truncate(time.Millisecond)
	turn := func(id, chat string, minute int) Turn {
		return Turn{ID: id, Chat: chat, Question: "Question " + id + strings.Repeat(" ", 20000) + "?", AskedAt: at.Add(time.Duration(minute) * time.Minute), Answer: Answer{Text: "Answer " + id, Status: StatusDone}}
	}
	running := turn("a1", "a", 0)
	running.Answer.Status = StatusRunning
	if err := h.begin(ctx, running); err != nil {
		t.Fatal(err)
	}
	limit(t, db)
	for _, one := range []Turn{turn("a2", "a", 1), turn("b1", "b", 2)} {
		if err := h.begin(ctx, one); !index.IsFull(err) {
			t.Fatalf("%s: %v", one.ID, err)
		}
		one.Answer.Unsaved = "the disk is full"
		h.unsaved.hold(one)
	}
	answers := func(h *History, chat string) (all string) {
		t.Helper()
		c, err := h.Chat(ctx, chat)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range c.Turns {
			all += one.Answer.Text + "; "
			if (one.Answer.Unsaved != "") != (h.Unsaved() > 0 && one.ID != "a1") {
				t.Errorf("%s is unsaved: %q", one.ID, one.Answer.Unsaved)
			}
		}
		return all
	}
	if got := answers(h, "a"); got != "Answer a1; Answer a2; " {
		t.Errorf("the chat has %s", got)
	}
	if got := answers(h, "b"); got != "Answer b1; " {
		t.Errorf("the chat of which nothing is stored has %s", got)
	}
	if chats, err := h.Chats(ctx); err != nil || len(chats) != 2 || chats[0].ID != "b" || chats[0].Title != "Question b1 ?" {
		t.Errorf("chats %+v, %v", chats, err)
	}
	if err := h.Judge(ctx, "b1", &Verdict{Good: true}); !index.IsFull(err) {
		t.Errorf("judged on a full disk: %v", err)
	}
	if _, err := db.Exec(`PRAGMA max_page_count = 1000000`); err != nil {
		t.Fatal(err)
	}
	if err := h.begin(ctx, turn("a3", "a", 3)); err != nil || h.Unsaved() != 0 {
		t.Fatalf("a new question with room: %v, %d unsaved", err, h.Unsaved())
	}
	for _, h := range []*History{h, NewHistory(db)} {
		if got := answers(h, "a") + answers(h, "b"); got != "Answer a1; Answer a2; Answer a3; Answer b1; " {
			t.Errorf("stored is %s", got)
		}
	}
	// What is deleted is not stored later.
	gone := turn("c1", "c", 4)
	gone.Answer.Unsaved = "the disk is full"
	h.unsaved.hold(gone)
	if err := h.Delete(ctx, "c"); err != nil {
		t.Error(err)
	}
	if _, err := h.Chat(ctx, "c"); !errors.Is(err, ErrNoChat) {
		t.Errorf("the deleted chat: %v", err)
	}
}
