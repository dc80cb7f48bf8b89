package knowledge_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"carrel/knowledge"
)

// What is no document is told by the endings of its names, the commonest first.
func TestPassedOver(t *testing.T) {
	root := t.TempDir()
	for _, d := range []string{".git", "node_modules", "deep"} {
		if err := os.Mkdir(filepath.Join(root, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	write(t, root, "a.txt", story("mast", 3))
	named := write(t, root, "a.mp3", "song")
	for _, name := range []string{"deep/b.MP3", "c.mp3", "run.exe", "deep/data", "Nobody.of what kind", ".hidden.mp3", ".git/pack.mp3", "node_modules/x.mp3", "open.tmp"} {
		write(t, root, name, name)
	}
	if err := os.Symlink(root, filepath.Join(root, "self.mp3")); err != nil {
		t.Fatal(err)
	}
	want := knowledge.PassedOver{Files: 6, Kinds: []knowledge.PassedKind{{Ending: ".mp3", Files: 3}, {Ending: "", Files: 2}, {Ending: ".exe", Files: 1}}}
	l := openLibrary(t, t.TempDir(), nil)
	docs, over, err := l.AddTelling(t.Context(), []string{root, filepath.Join(root, "deep")})
	if err != nil || !reflect.DeepEqual(over, want) || docs[0].State == knowledge.StateFailed {
		t.Errorf("%+v, %+v, %v", docs, over, err)
	}
	if _, over, err := l.AddTelling(t.Context(), []string{named}); err != nil || over.Files != 0 {
		t.Errorf("a file that is named is told as %+v, %v", over, err)
	}

	// A folder that is followed tells the same, and of many kinds the commonest.
	f, err := l.AddFolder(t.Context(), root, nil)
	if err != nil {
		t.Fatal(err)
	}
	if f, err = l.ScanFolder(t.Context(), f.ID); err != nil || !reflect.DeepEqual(f.PassedOver, want) {
		t.Errorf("%+v, %v", f.PassedOver, err)
	}
	for i := range 12 {
		write(t, root, fmt.Sprintf("x.k%02d", i), "x")
	}
	if f, err = l.ScanFolder(t.Context(), f.ID); err != nil || f.PassedOver.Files != 18 || len(f.PassedOver.Kinds) != 10 || f.PassedOver.Others != 5 || f.PassedOver.Kinds[9].Ending != ".k06" {
		t.Errorf("%+v, %v", f.PassedOver, err)
	}
}
