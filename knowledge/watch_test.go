package knowledge_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// plainReader reads text files without a process of its own.
type plainReader struct{ reads atomic.Int64 }

func (r *plainReader) Read(_ context.Context, src reader.Source, onPage func(reader.Page) error) (reader.Meta, error) {
	r.reads.Add(1)
	f, err := src.Open()
	if err != nil {
		return reader.Meta{}, &reader.Problem{Code: reader.CodeMissing, Message: "It is gone."}
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return reader.Meta{}, &reader.Problem{Code: reader.CodeUnreadable, Message: "It is a folder now."}
	}
	if bytes.HasPrefix(text, []byte("broken")) {
		return reader.Meta{}, &reader.Problem{Code: reader.CodeDamaged, Message: "It is broken."}
	}
	return reader.Meta{Format: "text", Pages: 1}, onPage(reader.Page{Number: 1, Text: string(text)})
}

func (r *plainReader) Boxes(context.Context, reader.Source, int, []reader.Span) ([][]reader.Box, error) {
	return nil, nil
}

// watching opens a library that looks at its folders quickly.
func watching(t testing.TB, dir string, change func(*knowledge.Config)) (*library, *plainReader) {
	t.Helper()
	plain := &plainReader{}
	l := openLibrary(t, dir, func(c *knowledge.Config) {
		c.Reader, c.Quiet, c.Reconcile = plain, 20*time.Millisecond, time.Hour
		if change != nil {
			change(c)
		}
	})
	return l, plain
}

// follow has l follow dir and waits until all that is in it is read.
func (l *library) follow(t testing.TB, dir string, exclude ...string) knowledge.Folder {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	f, err := l.AddFolder(ctx, dir, exclude)
	if err != nil {
		t.Fatal(err)
	}
	if f, err = l.scan(f.ID); err != nil {
		t.Fatal(err)
	}
	l.equals(t, dir)
	return f
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// wanted are the contents that the folder's documents should have, with the
// paths they lie at.
func wanted(t testing.TB, dir string) map[string][]string {
	t.Helper()
	want := map[string][]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if path != dir && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") || name == "node_modules") {
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if entry.IsDir() || filepath.Ext(name) != ".txt" {
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return nil // a dead link
		}
		if len(data) > 0 {
			want[hashOf(data)] = append(want[hashOf(data)], path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return want
}

// scan looks through a folder until no event has it looked through once more.
func (l *library) scan(id string) (knowledge.Folder, error) {
	for end := time.Now().Add(patience); ; {
		f, err := l.ScanFolder(context.Background(), id)
		if err != nil || f.State != knowledge.FolderScanning || time.Now().After(end) {
			return f, err
		}
	}
}

// differences says how the library is not as the folder.
func (l *library) differences(t testing.TB, dir string) []string {
	t.Helper()
	docs, err := l.Documents(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	want := wanted(t, dir)
	var wrong []string
	for _, d := range docs {
		if d.Hash == "" && d.State == knowledge.StateSkipped {
			if info, err := os.Stat(d.Path); err != nil || info.Size() > 0 {
				wrong = append(wrong, "skipped, though it is not empty: "+d.Path)
			}
			continue
		}
		paths, ok := want[d.Hash]
		switch {
		case !ok:
			wrong = append(wrong, fmt.Sprintf("%s (%s, %s) is in no file any more", d.Path, d.ID, d.State))
		case !slices.Contains(paths, d.Path):
			wrong = append(wrong, fmt.Sprintf("%s (%s) is said to be at %s", paths[0], d.ID, d.Path))
		case d.State != knowledge.StateSearchable && d.State != knowledge.StateEmbedded:
			wrong = append(wrong, fmt.Sprintf("%s is %s: %s", d.Path, d.State, d.Error))
		}
		delete(want, d.Hash)
	}
	for _, paths := range want {
		wrong = append(wrong, paths[0]+" is not in the library")
	}
	if len(wrong) > 0 {
		sort.Strings(wrong)
		return wrong
	}
	// What is found is what the files say now.
	for _, d := range docs {
		if d.Hash == "" {
			continue
		}
		pages, err := l.Pages(context.Background(), d.ID, 1, 1)
		if errors.Is(err, knowledge.ErrNotFound) {
			continue // removed meanwhile: the next look sees it
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(pages) != 1 || hashOf([]byte(pages[0].Text)) != d.Hash {
			wrong = append(wrong, d.Path+" has another text in the library")
		}
	}
	sort.Strings(wrong)
	return wrong
}

// equals waits until the library is as the folder.
func (l *library) equals(t testing.TB, dir string) {
	t.Helper()
	eventually(t, func() []string { return l.differences(t, dir) })
}

// eventually waits until wrong is empty.
func eventually(t testing.TB, wrong func() []string) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		list := wrong()
		if len(list) == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("after %v: %s", patience, strings.Join(list, "\n"))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// scribe does random things to a folder.
type scribe struct {
	t      testing.TB
	root   string
	random *rand.Rand
	n      int

	changed bool // the step has changed something
}

// did takes in how a change went: one that found nothing to change is none.
func (s *scribe) did(err error) {
	s.t.Helper()
	if err == nil {
		s.changed = true
		return
	}
	if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrExist) && !errors.Is(err, syscall.EISDIR) && !errors.Is(err, syscall.ENOTDIR) &&
		!errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTEMPTY) && !errors.Is(err, fs.ErrInvalid) {
		s.t.Fatal(err)
	}
}

func (s *scribe) list(folders bool) []string {
	var list []string
	filepath.WalkDir(s.root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() == folders && path != s.root {
			list = append(list, path)
		}
		return nil
	})
	return list
}

func (s *scribe) folder() string {
	all := append(s.list(true), s.root, s.root)
	return all[s.random.Intn(len(all))]
}

func (s *scribe) file() string {
	all := s.list(false)
	if len(all) == 0 {
		return filepath.Join(s.root, "none.txt")
	}
	return all[s.random.Intn(len(all))]
}

func (s *scribe) newName() string {
	names := []string{"%d.txt", "%d.txt", "%d.txt", "report %d.txt", "ü%d.txt", ".%d.txt", "~$%d.txt", "%d.bin"}
	return filepath.Join(s.folder(), fmt.Sprintf(names[s.random.Intn(len(names))], s.random.Intn(60)))
}

func (s *scribe) text() []byte {
	s.n++
	if s.random.Intn(25) == 0 {
		return nil
	}
	return []byte(story(fmt.Sprintf("parcel%d", s.random.Intn(40)+s.n*s.random.Intn(2)*100), 1+s.random.Intn(4)))
}

// step does one thing that changes the folder.
func (s *scribe) step() {
	for s.changed = false; !s.changed; {
		s.try()
	}
}

// try does one thing, if it finds something to do it with.
func (s *scribe) try() {
	// Renaming over a file or folder that is there is part of it.
	switch s.random.Intn(20) {
	case 0, 1, 2, 3, 4, 5:
		s.did(os.WriteFile(s.newName(), s.text(), 0o644))
	case 6, 7:
		s.did(os.WriteFile(s.file(), s.text(), 0o644))
	case 8: // as editors save: a new file takes the name
		at := s.file()
		s.did(os.WriteFile(at+".tmp", s.text(), 0o644))
		s.did(os.Rename(at+".tmp", at))
	case 9: // written bit by bit
		f, err := os.OpenFile(s.newName(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
		if err != nil {
			s.did(err)
			return
		}
		for range 3 {
			_, err = f.Write(append(s.text(), 'x'))
			s.did(err)
		}
		s.did(f.Close())
	case 10, 11:
		s.did(os.Rename(s.file(), s.newName()))
	case 12, 13:
		s.did(os.Remove(s.file()))
	case 14:
		s.did(os.Mkdir(filepath.Join(s.folder(), fmt.Sprintf("folder%d", s.random.Intn(8))), 0o755))
	case 15:
		if s.random.Intn(2) == 0 {
			if d := s.folder(); d != s.root {
				s.did(os.RemoveAll(d))
			}
		}
	case 16: // a folder moves, where it can
		from, to := s.folder(), filepath.Join(s.folder(), fmt.Sprintf("folder%d", s.random.Intn(8)))
		if from != s.root && !strings.HasPrefix(to+"/", from+"/") {
			s.did(os.Rename(from, to)) // fails where a folder that is not empty is there
		}
	case 17:
		if data, err := os.ReadFile(s.file()); err == nil {
			s.did(os.WriteFile(s.newName(), data, 0o644))
		}
	case 18: // two files change places
		a, b := s.file(), s.file()
		if a != b {
			s.did(os.Rename(a, a+".tmp"))
			s.did(os.Rename(b, a))
			s.did(os.Rename(a+".tmp", b))
		}
	case 19:
		s.did(os.Symlink(s.folder(), filepath.Join(s.folder(), fmt.Sprintf("link%d.txt", s.random.Intn(5))))) // may be there already
		now := time.Now().Add(-time.Hour)
		s.did(os.Chtimes(s.file(), now, now)) // the file may be a link to nothing
	}
}

// TestWatchRandom does a thousand things to a folder. In the end the library is
// what the folder is, whether the system told of them or not.
func TestWatchRandom(t *testing.T) {
	for _, c := range []struct {
		name  string
		steps int
		set   func(*knowledge.Config)
	}{
		{"told", 1000, nil},
		{"looking", 300, func(c *knowledge.Config) { c.NoEvents, c.Reconcile = true, 50*time.Millisecond }},
	} {
		t.Run(c.name, func(t *testing.T) {
			const seed = 7
			root := t.TempDir()
			l, _ := watching(t, t.TempDir(), c.set)
			l.follow(t, root)
			s := &scribe{t: t, root: root, random: rand.New(rand.NewSource(seed))}
			for i := range c.steps {
				s.step()
				if i%10 == 9 { // so that some of it is met half done
					time.Sleep(time.Duration(s.random.Intn(60)) * time.Millisecond)
				}
			}
			l.equals(t, root)
			t.Logf("%d documents", len(wanted(t, root)))
			// And it finds the same after a restart.
			l.close(t)
			s.step()
			again, _ := watching(t, l.dir, c.set)
			again.equals(t, root)
		})
	}
}

// TestDifferences: what TestWatchRandom compares by sees each way in which a
// library can be wrong about a folder, and that looking through it mends all.
func TestDifferences(t *testing.T) {
	root := t.TempDir()
	l, _ := watching(t, t.TempDir(), func(c *knowledge.Config) { c.NoEvents = true })
	old := write(t, root, "old.txt", story("anchor", 2))
	changed := write(t, root, "changed.txt", story("buoy", 2))
	gone := write(t, root, "gone.txt", story("crane", 2))
	f := l.follow(t, root)
	for what, change := range map[string]func() error{
		"new":     func() error { return os.WriteFile(filepath.Join(root, "new.txt"), []byte(story("dock", 2)), 0o600) },
		"changed": func() error { return os.WriteFile(changed, []byte(story("eel", 2)), 0o600) },
		"moved":   func() error { return os.Rename(old, filepath.Join(root, "moved.txt")) },
		"removed": func() error { return os.Remove(gone) },
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if wrong := l.differences(t, root); len(wrong) == 0 {
			t.Errorf("a file that is %s is no difference", what)
		}
		if _, err := l.scan(f.ID); err != nil {
			t.Fatal(err)
		}
		l.equals(t, root)
	}
}

// TestWatchFollows goes through what people do, one by one.
func TestWatchFollows(t *testing.T) {
	ctx := context.Background()
	root, other := t.TempDir(), t.TempDir()
	put := func(name, text string) string {
		t.Helper()
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	pear := put("pear.txt", story("pear", 5))
	put("drafts/plum.txt", story("plum", 5))
	put("~$pear.txt", "an office program's own")
	l, plain := watching(t, t.TempDir(), nil)
	f, err := l.AddFolder(ctx, root, []string{"drafts/"})
	if err != nil {
		t.Fatal(err)
	}
	if f, err = l.scan(f.ID); err != nil || f.State != knowledge.FolderWatched || f.Files != 1 {
		t.Fatalf("%+v, %v", f, err)
	}
	list, err := l.FolderDocuments(ctx, f.ID)
	if err != nil || len(list) != 1 {
		t.Fatalf("documents %v, %v", list, err)
	}
	id := list[0]
	state := func(id, path string) {
		t.Helper()
		eventually(t, func() []string {
			d, err := l.Document(ctx, id)
			if err != nil || d.Path != path || d.State != knowledge.StateSearchable {
				return []string{fmt.Sprintf("%+v, %v", d, err)}
			}
			return nil
		})
	}
	state(id, pear)

	// Moved with its folder: the same document, not read again.
	moved := filepath.Join(root, "fruit", "best pear.txt")
	if err := os.Mkdir(filepath.Join(root, "fruit"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(pear, moved); err != nil {
		t.Fatal(err)
	}
	state(id, moved)
	if d, _ := l.Document(ctx, id); d.Title != "best pear" {
		t.Errorf("it is still called %q", d.Title)
	}
	if n := plain.reads.Load(); n != 1 {
		t.Errorf("%d documents were read, want 1", n)
	}

	// Other content: the former's id says so, and leads to the new one.
	text := story("quince", 6)
	if err := os.WriteFile(moved, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	var replaced *knowledge.Replaced
	eventually(t, func() []string {
		if _, err := l.Document(ctx, id); !errors.As(err, &replaced) {
			return []string{fmt.Sprint(err)}
		}
		return nil
	})
	if replaced.By != hashOf([]byte(text))[:16] {
		t.Errorf("replaced by %s", replaced.By)
	}
	state(replaced.By, moved)

	// Removed by hand, it stays out although its file is there, until that changes.
	if err := l.Remove(ctx, replaced.By); err != nil {
		t.Fatal(err)
	}
	if f, err = l.scan(f.ID); err != nil {
		t.Fatal(err)
	}
	if docs, _ := l.Documents(ctx); len(docs) != 0 {
		t.Errorf("it came back: %+v", docs)
	}
	text = story("medlar", 4)
	if err := os.WriteFile(moved, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	state(hashOf([]byte(text))[:16], moved)

	// A document of its own stays when a copy in the folder goes.
	own := write(t, other, "own.txt", story("apple", 3))
	kept := l.add(t, own)[0]
	if err := os.WriteFile(filepath.Join(root, "copy.txt"), []byte(story("apple", 3)), 0o644); err != nil {
		t.Fatal(err)
	}
	if f, err = l.scan(f.ID); err != nil || f.Files != 2 {
		t.Fatalf("%+v, %v", f, err)
	}
	state(kept.ID, own)
	if err := os.Remove(filepath.Join(root, "copy.txt")); err != nil {
		t.Fatal(err)
	}
	if f, err = l.scan(f.ID); err != nil || f.Files != 1 {
		t.Fatalf("%+v, %v", f, err)
	}
	state(kept.ID, own)

	// No longer followed, documents stay, and go when that is asked for.
	if err := l.RemoveFolder(ctx, f.ID, false); err != nil {
		t.Fatal(err)
	}
	if docs, _ := l.Documents(ctx); len(docs) != 2 {
		t.Errorf("%d documents, want 2", len(docs))
	}
	if f, err = l.AddFolder(ctx, root, []string{"drafts/"}); err != nil {
		t.Fatal(err)
	}
	if f, err = l.scan(f.ID); err != nil {
		t.Fatal(err)
	}
	if err := l.RemoveFolder(ctx, f.ID, true); err != nil {
		t.Fatal(err)
	}
	if docs, _ := l.Documents(ctx); len(docs) != 1 || docs[0].ID != kept.ID {
		t.Errorf("left are %+v, want the one from elsewhere", docs)
	}
	if _, err := l.ScanFolder(ctx, f.ID); !errors.Is(err, knowledge.ErrNoFolder) {
		t.Errorf("the folder is still there: %v", err)
	}
}

// TestWatchDriveGone takes a folder away, and brings it back.
func TestWatchDriveGone(t *testing.T) {
	ctx := context.Background()
	place := t.TempDir()
	root, away := filepath.Join(place, "stick"), filepath.Join(place, "elsewhere")
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, root, "pear.txt", story("pear", 5))
	l, plain := watching(t, t.TempDir(), nil)
	f := l.follow(t, root)
	if err := os.Rename(root, away); err != nil {
		t.Fatal(err)
	}
	f, err := l.scan(f.ID)
	if err != nil || f.State != knowledge.FolderUnavailable || f.Error == "" || f.Away != 1 {
		t.Fatalf("%+v, %v", f, err)
	}
	docs, err := l.Documents(ctx)
	if err != nil || len(docs) != 1 || docs[0].State != knowledge.StateUnavailable || docs[0].Error == "" {
		t.Fatalf("%+v, %v", docs, err)
	}
	if hits := l.search(t, knowledge.Query{Text: "pear", Mode: knowledge.ModeLexical}); len(hits) == 0 {
		t.Error("what was read is not found while its drive is gone")
	}
	if a := l.Activity(); a.Unavailable != 1 || a.Queued != 0 {
		t.Errorf("activity %+v", a)
	}
	if err := os.Rename(away, root); err != nil {
		t.Fatal(err)
	}
	if f, err = l.scan(f.ID); err != nil || f.State != knowledge.FolderWatched || f.Away != 0 {
		t.Fatalf("%+v, %v", f, err)
	}
	l.equals(t, root)
	if n := plain.reads.Load(); n != 1 {
		t.Errorf("read %d times", n)
	}
}

// TestHold pauses the work over a restart.
func TestHold(t *testing.T) {
	ctx := context.Background()
	dir, outside := t.TempDir(), t.TempDir()
	l, _ := watching(t, dir, nil)
	if err := l.Hold(ctx); err != nil {
		t.Fatal(err)
	}
	l.close(t)
	l, plain := watching(t, dir, nil)
	docs, err := l.Add(ctx, []string{write(t, outside, "a.txt", story("pear", 3))})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Wait(ctx, ids(docs), knowledge.StateSearchable); !errors.Is(err, knowledge.ErrHeld) {
		t.Errorf("waiting ended with %v", err)
	}
	if a := l.Activity(); !a.Held || a.Paused == "" || a.Queued != 1 {
		t.Errorf("activity %+v", a)
	}
	if plain.reads.Load() != 0 {
		t.Error("it was read although the work is paused")
	}
	if err := l.Release(ctx); err != nil {
		t.Fatal(err)
	}
	if docs, err = l.Wait(ctx, ids(docs), knowledge.StateSearchable); err != nil || docs[0].State != knowledge.StateSearchable {
		t.Errorf("%+v, %v", docs, err)
	}
}
