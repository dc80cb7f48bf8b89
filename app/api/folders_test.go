package api_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/app"
	"carrel/app/api"
	"carrel/app/internal/testbinary"
	"carrel/knowledge"
)

// A dropped folder is followed and said to be; it can be added only once, or
// taken back without what was in the library before.
func TestDroppedFolder(t *testing.T) {
	core, h := open(t, app.Options{})
	dir := t.TempDir()
	for name, text := range map[string]string{"pears.md": "# Pears\n\nThe orchard has 312 pear trees.\n", "pond.txt": "The pond freezes every winter.\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	add(t, h, filepath.Join(dir, "pond.txt"))
	events := core.Subscribe()
	defer events.Close()

	drop := func() knowledge.Folder {
		t.Helper()
		docs, err := core.Drop(t.Context(), []string{dir, write(t, "alone.md", []byte("Eleven ducks.\n"))})
		if err != nil || len(docs) != 1 {
			t.Fatalf("drop: %d documents, %v; want the file alone", len(docs), err)
		}
		for {
			e, ok := events.Next(t.Context())
			if !ok {
				t.Fatal("no event says that the folder is followed")
			}
			if e.Type == app.EventFolderAdded {
				return *e.Folder
			}
		}
	}
	names := func() (list []string) {
		t.Helper()
		var all api.DocumentsReply
		into(t, h, "GET", "/api/documents", "", &all)
		for _, d := range all.Documents {
			list = append(list, filepath.Base(d.Path))
		}
		return list
	}

	folder := drop()
	if folder.Known {
		t.Error("the folder is said to have been followed before")
	}
	if !drop().Known {
		t.Error("the folder dropped again is not said to be followed already")
	}
	into(t, h, "POST", "/api/folders/"+folder.ID+"/scan", "", &api.FolderReply{})
	if got := names(); len(got) != 3 {
		t.Fatalf("the library has %v, want the folder's two documents and the file", got)
	}
	into(t, h, "DELETE", "/api/folders/"+folder.ID+"?documents=new", "", &api.Empty{})
	if got := names(); len(got) != 2 {
		t.Errorf("after Undo the library has %v, want what was there before and the file", got)
	}

	folder = drop()
	into(t, h, "DELETE", "/api/folders/"+folder.ID+"?once=1", "", &api.Empty{})
	if got := names(); len(got) != 3 {
		t.Errorf("added once, the library has %v, want three", got)
	}
	var folders api.FoldersReply
	into(t, h, "GET", "/api/folders", "", &folders)
	if len(folders.Folders) != 0 {
		t.Errorf("still followed: %v", folders.Folders)
	}
}

// Of several folders that cannot be followed, each is named; what else was
// dropped comes in.
func TestDroppedFoldersThatAreRefused(t *testing.T) {
	home := t.TempDir()
	if err := testbinary.ShareCache(home); err != nil {
		t.Fatal(err)
	}
	folders, err := app.FindFolders(home)
	if err != nil {
		t.Fatal(err)
	}
	core, err := app.Open(t.Context(), app.Options{Folders: folders})
	if err != nil {
		t.Fatal(err)
	}
	defer core.Close()
	docs, err := core.Drop(t.Context(), []string{folders.Data, folders.State, write(t, "alone.md", []byte("Eleven ducks.\n"))})
	if len(docs) != 1 {
		t.Errorf("%d documents, want the file", len(docs))
	}
	for _, dir := range []string{folders.Data, folders.State} {
		if err == nil || !strings.Contains(app.Explain(err).Message, filepath.Base(dir)+": This is where Carrel keeps its own files") {
			t.Errorf("of %s it is said: %v", dir, err)
		}
	}
}
