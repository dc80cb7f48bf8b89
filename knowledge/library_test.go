package knowledge_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"carrel/knowledge"
	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

func TestAddSearchRemove(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, nil)
	path := write(t, dir, "Ships & Übersee.md", "# Harbour\n\nThe lighthouse keeper counted 1,577 vessels in 1899.\n\n## Storms\n\nA gale sank the GPT-4 tugboat near Ålesund.\n")
	other := write(t, dir, "other.txt", story("granary", 40))
	docs := l.add(t, path, other)
	if docs[0].State != knowledge.StateSearchable || docs[0].Passages == 0 || docs[0].Pages != 1 || docs[0].Format != "markdown" {
		t.Fatalf("document is %+v", docs[0])
	}
	for _, q := range []string{"lighthouse keepers", "1577", "1,577 vessels", "gpt4", "GPT-4", "alesund", "ÅLESUND gales"} {
		hits := l.search(t, knowledge.Query{Text: q})
		if len(hits) == 0 || hits[0].Document.ID != docs[0].ID {
			t.Errorf("%q did not find the document first: %+v", q, hits)
			continue
		}
		pages, err := l.Pages(context.Background(), docs[0].ID, hits[0].Page, hits[0].Page)
		if err != nil || len(pages) != 1 {
			t.Fatalf("pages: %v %v", pages, err)
		}
		if got := passage.NewCutter(pages[0].Text).Span(hits[0].Start, hits[0].End); got != hits[0].Text {
			t.Errorf("hit's text is %q, its span %q", hits[0].Text, got)
		}
		if hits[0].Coverage < 0.99 {
			t.Errorf("%q is covered %.2f", q, hits[0].Coverage)
		}
	}
	results, err := l.Search(context.Background(), knowledge.Query{Text: "granary", Documents: []string{docs[0].ID}})
	if err != nil || len(results.Hits) != 0 || results.Mode != knowledge.ModeLexical {
		t.Errorf("a search in one document gave %+v, %v", results, err)
	}
	if _, err := l.Search(context.Background(), knowledge.Query{Text: "granary", Mode: knowledge.ModeVector}); err == nil {
		t.Error("a search by meaning without embeddings gave no error")
	}
	if hits := l.search(t, knowledge.Query{Text: "granary", K: 2}); len(hits) != 2 {
		t.Errorf("%d hits, want 2", len(hits))
	}
	if err := l.Remove(context.Background(), docs[0].ID); err != nil {
		t.Fatal(err)
	}
	if hits := l.search(t, knowledge.Query{Text: "lighthouse"}); len(hits) != 0 {
		t.Errorf("the removed document is found: %+v", hits)
	}
	if _, err := l.Document(context.Background(), docs[0].ID); !errors.Is(err, knowledge.ErrNotFound) {
		t.Errorf("the removed document gives %v", err)
	}
	if err := l.Remove(context.Background(), docs[0].ID); !errors.Is(err, knowledge.ErrNotFound) {
		t.Errorf("removing it again gives %v", err)
	}
	if err := l.store.Settle(context.Background()); err != nil {
		t.Fatal(err)
	}
	var rows int
	if err := l.store.DB().QueryRow(`SELECT (SELECT count(*) FROM page WHERE document = 1) + (SELECT count(*) FROM passage WHERE document = 1)
		+ (SELECT count(*) FROM lexical_block WHERE instr(data, CAST('ghthous' AS BLOB)))`).Scan(&rows); err != nil || rows != 0 {
		t.Errorf("%d rows are left of it, %v", rows, err)
	}
}

// TestSameContent: a content is read once, whatever its names.
func TestSameContent(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, nil)
	one := write(t, dir, "one.txt", story("anchor", 5))
	two := write(t, dir, "two.txt", story("anchor", 5))
	docs := l.add(t, one, two, one)
	if len(docs) != 2 || docs[0].ID != docs[1].ID || docs[0].Known {
		t.Fatalf("adding a file, its copy and itself gave %+v", docs)
	}
	added, err := l.Add(context.Background(), []string{two})
	if err != nil || len(added) != 1 || !added[0].Known || added[0].Path != one || added[0].State != knowledge.StateSearchable {
		t.Fatalf("adding the copy again gave %+v, %v", added, err)
	}
	if err := os.Remove(one); err != nil {
		t.Fatal(err)
	}
	if _, err := l.File(context.Background(), docs[0].ID); !errors.Is(err, knowledge.ErrGone) {
		t.Errorf("the file that has gone gives %v", err)
	}
	if added, err = l.Add(context.Background(), []string{two}); err != nil || added[0].Path != two {
		t.Errorf("the document has not moved to its other place: %+v, %v", added, err)
	}
	if list, err := l.Documents(context.Background()); err != nil || len(list) != 1 {
		t.Errorf("%d documents, %v", len(list), err)
	}
}

func TestChangedFile(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, nil)
	path := write(t, dir, "log.txt", story("barge", 5))
	old := l.add(t, path)[0]
	if got, err := l.File(context.Background(), old.ID); err != nil || got != path {
		t.Fatalf("File gave %q, %v", got, err)
	}
	if boxes, err := l.Boxes(context.Background(), old.ID, 1, []reader.Span{{Start: 0, End: 5}}); err != nil || len(boxes) != 1 {
		t.Errorf("Boxes gave %v, %v", boxes, err)
	}
	write(t, dir, "log.txt", story("ferry", 5))
	if _, err := l.Boxes(context.Background(), old.ID, 1, []reader.Span{{Start: 0, End: 5}}); !errors.Is(err, knowledge.ErrChanged) {
		t.Errorf("the changed file gives %v", err)
	}
	fresh := l.add(t, path)[0]
	if fresh.ID == old.ID || fresh.State != knowledge.StateSearchable {
		t.Fatalf("the changed file is %+v", fresh)
	}
	if _, err := l.Document(context.Background(), old.ID); !errors.Is(err, knowledge.ErrNotFound) {
		t.Errorf("the old content is still there: %v", err)
	}
	if hits := l.search(t, knowledge.Query{Text: "barge"}); len(hits) != 0 {
		t.Error("the old text is found")
	}
}

func TestHideAndRestore(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, func(c *knowledge.Config) { c.UndoFor = time.Hour })
	ctx := context.Background()
	doc := l.add(t, write(t, dir, "a.txt", story("compass", 5)))[0]
	if err := l.Hide(ctx, doc.ID); err != nil {
		t.Fatal(err)
	}
	if hits := l.search(t, knowledge.Query{Text: "compass"}); len(hits) != 0 {
		t.Error("the hidden document is found")
	}
	if list, _ := l.Documents(ctx); len(list) != 0 {
		t.Error("the hidden document is listed")
	}
	if err := l.Restore(ctx, doc.ID); err != nil {
		t.Fatal(err)
	}
	if hits := l.search(t, knowledge.Query{Text: "compass"}); len(hits) == 0 {
		t.Error("the restored document is not found")
	}
	// Adding it again brings a hidden one back too.
	if err := l.Hide(ctx, doc.ID); err != nil {
		t.Fatal(err)
	}
	if again := l.add(t, doc.Path)[0]; again.ID != doc.ID || again.State != knowledge.StateSearchable {
		t.Errorf("added again it is %+v", again)
	}
	// One that is hidden when the library closes is gone at the next start.
	if err := l.Hide(ctx, doc.ID); err != nil {
		t.Fatal(err)
	}
	l.close(t)
	l = openLibrary(t, dir, func(c *knowledge.Config) { c.UndoFor = time.Millisecond })
	if _, err := l.Document(ctx, doc.ID); !errors.Is(err, knowledge.ErrNotFound) {
		t.Errorf("the hidden document is back after a restart: %v", err)
	}
	// And any is, once its time is over.
	doc = l.add(t, write(t, dir, "b.txt", story("sextant", 5)))[0]
	if err := l.Hide(ctx, doc.ID); err != nil {
		t.Fatal(err)
	}
	until(t, "the hidden document to go", func() bool {
		_, err := l.store.Document(ctx, doc.ID)
		return errors.Is(err, knowledge.ErrNotFound)
	})
	if err := l.Restore(ctx, doc.ID); !errors.Is(err, knowledge.ErrNotFound) {
		t.Errorf("after its time a hidden document gives %v", err)
	}
}

func TestBadInput(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, func(c *knowledge.Config) { c.MaxFileBytes = 1 << 20 })
	odd := "line one\nline 🙂 two \xff.txt"
	if err := os.WriteFile(filepath.Join(dir, odd), []byte(story("keel", 4)), 0o600); err != nil {
		t.Logf("no such names here (%v)", err)
		odd = "line one 🙂.txt"
		write(t, dir, odd, story("keel", 4))
	}
	if err := os.Symlink(filepath.Join(dir, "loop"), filepath.Join(dir, "loop")); err != nil {
		t.Fatal(err)
	}
	big := write(t, dir, "big.txt", strings.Repeat("x", 2<<20))
	cases := []struct{ path, code string }{
		{filepath.Join(dir, "missing.pdf"), reader.CodeMissing},
		{write(t, dir, "empty.pdf", ""), reader.CodeEmpty},
		{write(t, dir, "blank.txt", " \n \n"), reader.CodeEmpty},
		{write(t, dir, "photo.pdf", "\xFF\xD8\xFF\xE0\x00\x10JFIF\x00"), reader.CodeDamaged},
		{write(t, dir, "thing.bin", "\x00\x01\x02\x03"), reader.CodeUnsupported},
		{write(t, dir, "truncated.pdf", "%PDF-1.7\n1 0 obj\n<< /Type /Catalog"), reader.CodeDamaged},
		{filepath.Join(dir, "loop"), reader.CodeUnreadable},
		{os.DevNull, reader.CodeUnsupported},
		{big, reader.CodeTooLarge},
	}
	paths := []string{filepath.Join(dir, odd)}
	for _, c := range cases {
		paths = append(paths, c.path)
	}
	docs := l.add(t, paths...)
	if len(docs) != len(paths) {
		t.Fatalf("%d documents for %d paths", len(docs), len(paths))
	}
	if docs[0].State != knowledge.StateSearchable || docs[0].Path != paths[0] || strings.Contains(docs[0].Title, "\n") {
		t.Errorf("the file with an odd name is %+v", docs[0])
	}
	for i, c := range cases {
		d := docs[i+1]
		if d.State != knowledge.StateFailed || d.Code != c.code || len(d.Error) < 20 {
			t.Errorf("%s: state %s, code %q, want %q; %q", c.path, d.State, d.Code, c.code, d.Error)
		}
		if want := slices.Contains([]string{reader.CodeMissing, reader.CodeDamaged, reader.CodeUnreadable}, c.code); d.Retriable != want {
			t.Errorf("%s: that another try may help is %v", c.path, d.Retriable)
		}
	}
	list, err := l.Documents(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		if d.Code == reader.CodeMissing {
			t.Errorf("a path without a file is listed: %+v", d)
		}
	}
	if activity := l.Activity(); activity.Failed != len(cases)-1 || activity.Queued != 0 {
		t.Errorf("activity is %+v", activity)
	}
	// All are tried again but those that cannot be read whatever is done; the loop is refused at once.
	if n, err := l.RetryFailed(context.Background()); err != nil || n != 2 {
		t.Errorf("%d are tried again, %v", n, err)
	}
	if d, err := l.Document(context.Background(), docs[5].ID); err != nil || d.State != knowledge.StateFailed {
		t.Errorf("what no format is was tried again: %+v, %v", d, err)
	}
	if _, err := l.Wait(context.Background(), []string{docs[4].ID, docs[6].ID}, knowledge.StateSearchable); err != nil {
		t.Error(err)
	}

	// A failed document that is mended takes the failed one's place.
	write(t, dir, "empty.pdf", story("rudder", 4))
	if err := os.Rename(filepath.Join(dir, "empty.pdf"), filepath.Join(dir, "was-empty.txt")); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "blank.txt", story("tiller", 4))
	if err := l.Retry(context.Background(), docs[3].ID); err != nil {
		t.Errorf("retry: %v", err)
	}
	mended := l.add(t, filepath.Join(dir, "blank.txt"))[0]
	if mended.State != knowledge.StateSearchable {
		t.Errorf("mended it is %+v", mended)
	}
	if _, err := l.Document(context.Background(), docs[3].ID); !errors.Is(err, knowledge.ErrNotFound) {
		t.Errorf("the failed one is still there: %v", err)
	}
	var problem *reader.Problem
	if err := l.Retry(context.Background(), docs[1].ID); !errors.As(err, &problem) || problem.Code != reader.CodeMissing {
		t.Errorf("retrying a missing file gives %v", err)
	}
}

func TestFolders(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, nil)
	root := filepath.Join(dir, "papers")
	for _, d := range []string{"deep/er", ".git", "empty"} {
		if err := os.MkdirAll(filepath.Join(root, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	write(t, root, "a.txt", story("mast", 3))
	write(t, root, "deep/er/b.md", story("boom", 3))
	write(t, root, "deep/er/c.TXT", story("jib", 3))
	write(t, root, ".hidden.txt", story("secret", 3))
	write(t, root, ".git/d.txt", story("secret", 4))
	write(t, root, "film.mkv", "\xFF\xD8\xFF")
	for link, target := range map[string]string{"self": root, "deep/up": "..", "dead.txt": "nowhere", "linked.txt": filepath.Join(dir, "outside.txt"), "round.txt": "round.txt"} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	write(t, dir, "outside.txt", story("spar", 3))
	docs := l.add(t, root)
	var names []string
	for _, d := range docs {
		if d.State != knowledge.StateSearchable {
			t.Errorf("%s is %s: %s", d.Path, d.State, d.Error)
		}
		rel, _ := filepath.Rel(root, d.Path)
		names = append(names, filepath.ToSlash(rel))
	}
	if got := strings.Join(names, " "); got != "a.txt deep/er/b.md deep/er/c.TXT linked.txt" {
		t.Errorf("the folder gave %s", got)
	}
	empty := l.add(t, filepath.Join(root, "empty"))
	if len(empty) != 1 || empty[0].State != knowledge.StateFailed || empty[0].Error == "" {
		t.Errorf("an empty folder gave %+v", empty)
	}
	// A link that is named itself is followed.
	linked, err := l.Add(context.Background(), []string{filepath.Join(root, "self")})
	if err != nil || len(linked) != 4 || !linked[0].Known {
		t.Errorf("the link to the folder gave %+v, %v", linked, err)
	}
}

// TestFoldersTellWhatIsNotRead: documents that Carrel does not read are not passed
// over in silence, whether a folder is added or followed, and what is called so
// and can be read is. What is no document is left out.
func TestFoldersTellWhatIsNotRead(t *testing.T) {
	root := t.TempDir()
	for name, data := range map[string]string{
		"Makefile": "mast:\n\tbuild mast\n", "README": story("keel", 2), "really.doc": "{\\rtf1 A letter of an old typewriter.}",
		"old.doc": "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 2000), "scan.djvu": "AT&TFORM\x00\x00\x10\x00DJVM",
		"novel.mobi": strings.Repeat("\x00", 60) + "BOOKMOBI", "photo.heic": "\x00\x00\x00\x18ftypheic", "film.mkv": "\x1A\x45\xDF\xA3", "tool.exe": "MZ\x90\x00",
	} {
		write(t, root, name, data)
	}
	say := func(docs []knowledge.Document) string {
		var list []string
		for _, d := range docs {
			what := string(d.State)
			if d.State == knowledge.StateFailed {
				what = d.Code
				if !strings.Contains(d.Error, "ave it as") && !strings.Contains(d.Error, "Convert it to") {
					t.Errorf("%s: what to do is not said: %s", d.Path, d.Error)
				}
			}
			list = append(list, filepath.Base(d.Path)+" "+what)
		}
		slices.Sort(list)
		return strings.Join(list, ", ")
	}
	const want = "Makefile searchable, README searchable, novel.mobi unsupported, old.doc unsupported, really.doc searchable, scan.djvu unsupported"
	if got := say(openLibrary(t, t.TempDir(), nil).add(t, root)); got != want {
		t.Errorf("added: %s\nwant   %s", got, want)
	}
	l := openLibrary(t, t.TempDir(), nil)
	folder, err := l.AddFolder(t.Context(), root, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.ScanFolder(t.Context(), folder.ID); err != nil {
		t.Fatal(err)
	}
	list, err := l.FolderDocuments(t.Context(), folder.ID)
	if err != nil {
		t.Fatal(err)
	}
	docs, err := l.Wait(t.Context(), list, knowledge.StateSearchable)
	if err != nil {
		t.Fatal(err)
	}
	if got := say(docs); got != want {
		t.Errorf("followed: %s\nwant      %s", got, want)
	}
}

// TestCopyIsNamed: of a file whose content is in the library it is said which file that was.
func TestCopyIsNamed(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, t.TempDir(), nil)
	one, two, three := write(t, dir, "one.txt", story("mast", 3)), write(t, dir, "two.txt", story("mast", 3)), write(t, dir, "three.txt", story("mast", 3))
	both := l.add(t, one)
	again, err := l.Add(t.Context(), []string{one, two, three})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"", two, three} {
		if d := again[i]; !d.Known || d.Path != one || d.CopyAt != want || d.ID != both[0].ID {
			t.Errorf("file %d: %+v", i, d)
		}
	}
	fresh, err := openLibrary(t, t.TempDir(), nil).Add(t.Context(), []string{one, two})
	if err != nil || fresh[0].CopyAt != "" || fresh[0].Known || !fresh[1].Known || fresh[1].CopyAt != two {
		t.Errorf("in one call: %+v, %v", fresh, err)
	}
}

func TestUnreadableFile(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may read everything")
	}
	dir := t.TempDir()
	l := openLibrary(t, dir, nil)
	path := write(t, dir, "a.txt", story("mast", 3))
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	docs := l.add(t, path)
	if docs[0].State != knowledge.StateFailed || docs[0].Code != reader.CodeUnreadable {
		t.Fatalf("it is %+v", docs[0])
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := l.Retry(context.Background(), docs[0].ID); err != nil {
		t.Fatal(err)
	}
	if d := l.add(t, path)[0]; d.State != knowledge.StateSearchable {
		t.Errorf("after the permission it is %+v", d)
	}
}

// TestConcurrentUse adds, searches, hides and removes at the same time.
func TestConcurrentUse(t *testing.T) {
	dir := t.TempDir()
	var mu sync.Mutex
	notices := map[string]int{}
	l := openLibrary(t, dir, func(c *knowledge.Config) {
		c.Embedder = letterEmbedder{}
		c.Notify = func(change knowledge.Change) {
			mu.Lock()
			defer mu.Unlock()
			if change.Document != nil {
				notices[change.Document.ID]++
			}
		}
	})
	ctx := context.Background()
	var wait sync.WaitGroup
	for w := range 3 {
		wait.Go(func() {
			for i := range 12 {
				path := write(t, dir, fmt.Sprintf("w%d-%d.txt", w, i), story(fmt.Sprintf("cargo%d%d", w, i), 10))
				docs, err := l.Add(ctx, []string{path})
				if err != nil || len(docs) != 1 {
					t.Errorf("add: %v", err)
					return
				}
				switch i % 3 {
				case 0:
					err = l.Remove(ctx, docs[0].ID)
				case 1:
					if err = l.Hide(ctx, docs[0].ID); err == nil {
						err = l.Restore(ctx, docs[0].ID)
					}
				}
				if err != nil {
					t.Errorf("worker %d, document %d: %v", w, i, err)
				}
			}
		})
		wait.Go(func() {
			for range 30 {
				if _, err := l.Search(ctx, knowledge.Query{Text: "cargo in the harbour ledger"}); err != nil {
					t.Errorf("search: %v", err)
				}
				l.Activity()
			}
		})
	}
	wait.Wait()
	list, err := l.Documents(ctx)
	if err != nil || len(list) != 24 {
		t.Fatalf("%d documents are left, want 24; %v", len(list), err)
	}
	docs, err := l.Wait(ctx, ids(list), knowledge.StateEmbedded)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		if d.State != knowledge.StateEmbedded || d.Embedded != d.Passages {
			t.Errorf("%s is %s with %d of %d embedded: %s", d.Path, d.State, d.Embedded, d.Passages, d.Error)
		}
	}
	results, err := l.Search(ctx, knowledge.Query{Text: "harbour", K: 100})
	if err != nil || results.Mode != knowledge.ModeHybrid {
		t.Fatalf("mode %s, %v", results.Mode, err)
	}
	for _, h := range results.Hits {
		if h.Cosine == 0 {
			t.Errorf("hit %d has no cosine", h.Rank)
		}
	}
	for _, d := range list {
		until(t, "a notice of "+d.Path, func() bool {
			mu.Lock()
			defer mu.Unlock()
			return notices[d.ID] > 0
		})
	}
}

// A name that is written with marks that turn the direction of writing is shown
// as it is.
func TestTitleTurnsNoWriting(t *testing.T) {
	l := openLibrary(t, t.TempDir(), nil)
	d := l.add(t, write(t, t.TempDir(), "invoice \u202Efdp\u202C \u2067x.md", "The invoice is for twelve pears."))[0]
	if d.Title != "invoice fdp x" || !strings.Contains(d.Path, "\u202E") {
		t.Errorf("title %q, path %q", d.Title, d.Path)
	}
}
