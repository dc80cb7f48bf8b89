package knowledge_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"carrel/knowledge"
)

// A document that another folder has too belongs there when its own is forgotten.
func TestForgottenFolderLeavesDocumentToOther(t *testing.T) {
	ctx := context.Background()
	g, h := t.TempDir(), t.TempDir()
	l, _ := watching(t, t.TempDir(), nil)
	first := write(t, g, "g.txt", story("pear", 5))
	second := write(t, h, "h2.txt", story("pear", 5))
	forgotten, err := l.AddFolder(ctx, g, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.ScanFolder(ctx, forgotten.ID); err != nil {
		t.Fatal(err)
	}
	kept, err := l.AddFolder(ctx, h, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.ScanFolder(ctx, kept.ID); err != nil {
		t.Fatal(err)
	}
	if docs, err := l.Documents(ctx); err != nil {
		t.Fatal(err)
	} else if _, err := l.Wait(ctx, ids(docs), knowledge.StateSearchable); err != nil {
		t.Fatal(err)
	}
	// Its file is in both, as the filter has it.
	for _, f := range []knowledge.Folder{forgotten, kept} {
		if list, err := l.FolderDocuments(ctx, f.ID); err != nil || len(list) != 1 {
			t.Errorf("%s has the documents %v, %v", f.Path, list, err)
		}
		if hits := l.search(t, knowledge.Query{Text: "pear", Filters: knowledge.Filters{Folder: f.Path}}); len(hits) == 0 {
			t.Errorf("nothing is found in %s", f.Path)
		}
	}
	if err := l.RemoveFolder(ctx, forgotten.ID, true); err != nil {
		t.Fatal(err)
	}
	docs, err := l.Documents(ctx)
	if err != nil || len(docs) != 1 || docs[0].Path != second || docs[0].Title != "h2" {
		t.Fatalf("%+v, %v", docs, err)
	}
	for _, path := range []string{first, second} {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.ScanFolder(ctx, kept.ID); err != nil {
		t.Fatal(err)
	}
	if docs, err = l.Documents(ctx); err != nil || len(docs) != 0 {
		t.Errorf("left are %+v, %v", docs, err)
	}
}

// A document that was added by hand, or came in with another folder, stays when a
// folder that has a copy of it is forgotten with its documents.
func TestForgottenFolderLeavesWhatIsElsewhere(t *testing.T) {
	ctx := context.Background()
	elsewhere, followed, forgotten := t.TempDir(), t.TempDir(), t.TempDir()
	l, _ := watching(t, t.TempDir(), nil)
	byHand := write(t, elsewhere, "hand.txt", story("pear", 5))
	l.add(t, byHand)
	inOther := write(t, followed, "other.txt", story("plum", 5))
	follow := func(path string) knowledge.Folder {
		t.Helper()
		f, err := l.AddFolder(ctx, path, nil)
		if err == nil {
			f, err = l.ScanFolder(ctx, f.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	follow(followed)
	write(t, forgotten, "copy of hand.txt", story("pear", 5))
	write(t, forgotten, "copy of other.txt", story("plum", 5))
	write(t, forgotten, "own.txt", story("apple", 5))
	f := follow(forgotten)
	if docs, err := l.Documents(ctx); err != nil || len(docs) != 3 || f.Files != 3 {
		t.Fatalf("%+v, %v; the folder is %+v", docs, err, f)
	}
	if err := l.RemoveFolder(ctx, f.ID, true); err != nil {
		t.Fatal(err)
	}
	docs, err := l.Documents(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, d := range docs {
		left = append(left, d.Path)
	}
	slices.Sort(left)
	want := []string{byHand, inOther}
	if slices.Sort(want); !slices.Equal(left, want) {
		t.Errorf("left are %q, want %q", left, want)
	}
}

func TestFolderAddedAgainKeepsItsPatterns(t *testing.T) {
	ctx := context.Background()
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "drafts"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(root, "drafts"), "plum.txt", story("plum", 5))
	l, _ := watching(t, t.TempDir(), nil)
	for _, c := range []struct {
		given, want []string
		files       int
	}{{[]string{"drafts/"}, []string{"drafts/"}, 0}, {nil, []string{"drafts/"}, 0}, {[]string{}, []string{}, 1}} {
		f, err := l.AddFolder(ctx, root, c.given)
		if err != nil {
			t.Fatal(err)
		}
		if f, err = l.ScanFolder(ctx, f.ID); err != nil || !slices.Equal(f.Exclude, c.want) || f.Files != c.files {
			t.Errorf("with %v: %+v, %v", c.given, f, err)
		}
	}
}

func TestOwnFoldersAreLeftOut(t *testing.T) {
	ctx := context.Background()
	root := t.TempDir()
	home := filepath.Join(root, "home")
	own := filepath.Join(home, "data")
	if err := os.MkdirAll(own, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, own, "own.txt", story("plum", 5))
	write(t, root, "pear.txt", story("pear", 5))
	l, _ := watching(t, t.TempDir(), func(c *knowledge.Config) { c.Own = []string{own} })
	for _, refused := range []string{own, home} {
		if _, err := l.AddFolder(ctx, refused, nil); err == nil {
			t.Errorf("%s is watched", refused)
		}
	}
	f, err := l.AddFolder(ctx, root, nil)
	if err != nil {
		t.Fatal(err)
	}
	if f, err = l.ScanFolder(ctx, f.ID); err != nil || f.Files != 1 {
		t.Errorf("%+v, %v", f, err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(root, link); err != nil {
		t.Skip(err)
	}
	if again, err := l.AddFolder(ctx, link, nil); err != nil || again.ID != f.ID {
		t.Errorf("by a link: %+v, %v", again, err)
	}
}
