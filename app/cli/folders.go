package cli

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"

	"carrel/app"
	"carrel/app/api"
	"carrel/knowledge"
	"carrel/knowledge/figure"
)

type folderOptions struct {
	exclude   patterns
	documents bool
}

// patterns is an option that may be given several times; given as "" it is
// an empty list, nil where it is not given.
type patterns []string

func (p *patterns) String() string { return strings.Join(*p, ", ") }

func (p *patterns) Set(s string) error {
	if *p == nil {
		*p = patterns{}
	}
	if s != "" {
		*p = append(*p, s)
	}
	return nil
}

var folderCommand = &command{
	name: "folder", args: "add PATH [--exclude PATTERN]... | list | remove PATH|ID [--documents]", short: "watch folders, so that the library follows what is in them",
	options: func(fs *flag.FlagSet) any {
		o := &folderOptions{}
		fs.Var(&o.exclude, "exclude", "add: leave out what matches `PATTERN`, as in a .gitignore; may be given several times")
		fs.BoolVar(&o.documents, "documents", false, "remove: remove its documents from the library too")
		return o
	},
	run: func(ctx context.Context, inv *invocation) error {
		o := inv.options.(*folderOptions)
		verb, rest := "", inv.args
		if len(rest) > 0 {
			verb, rest = rest[0], rest[1:]
		}
		switch {
		case verb == "add" && len(rest) == 1 && rest[0] != "":
			return inv.addFolder(ctx, rest[0], o.exclude)
		case verb == "list" && len(rest) == 0:
			return inv.listFolders(ctx)
		case verb == "remove" && len(rest) == 1 && rest[0] != "":
			return inv.removeFolder(ctx, rest[0], o.documents)
		}
		return usageError("Say what to do: carrel folder add PATH, carrel folder list, or carrel folder remove PATH.")
	},
}

func (inv *invocation) addFolder(ctx context.Context, path string, exclude []string) error {
	abs, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	s, err := inv.open(ctx, true)
	if err != nil {
		return err
	}
	defer s.close()
	var before api.DocumentsReply
	if err := s.call(ctx, http.MethodGet, "/api/documents", nil, &before); err != nil {
		return err
	}
	var folder knowledge.Folder
	if err := s.call(ctx, http.MethodPost, "/api/folders", api.FolderRequest{Path: abs, Exclude: exclude}, &folder); err != nil {
		return err
	}
	var scanned api.FolderReply
	if err := s.call(ctx, http.MethodPost, "/api/folders/"+folder.ID+"/scan", nil, &scanned); err != nil {
		return err
	}
	docs := []knowledge.Document{}
	if len(scanned.Documents) > 0 {
		inv.left = "The folder is watched; what has not been read yet is read the next time Carrel is open."
		var reply api.AddReply
		done := inv.showActivity(ctx, s)
		err := s.call(ctx, http.MethodPost, "/api/documents/wait", api.WaitRequest{Documents: scanned.Documents, Until: knowledge.StateSearchable}, &reply)
		done()
		if err != nil {
			return inv.pausedInWords(err)
		}
		docs = reply.Documents
		known := map[string]bool{}
		for _, d := range before.Documents {
			known[d.ID] = true
		}
		for i, d := range docs {
			docs[i].Known = known[d.ID]
		}
	}
	if inv.json {
		if err := inv.printJSON(struct {
			Folder    knowledge.Folder `json:"folder"`
			Documents []document       `json:"documents"`
		}{scanned.Folder, outputOf(docs).Documents}); err != nil {
			return err
		}
	} else {
		inv.printAdded(docs, "added")
		inv.printPassedOver(scanned.Folder.PassedOver)
		inv.printFolder(scanned.Folder)
	}
	return failures(docs)
}

func (inv *invocation) printFolder(f knowledge.Folder) {
	fmt.Fprintf(inv.stdout, "%s  %-11s  %s  %s\n", f.ID, f.State, figure.Counted(f.Files, "file", "files"), printable(f.Path))
	for _, words := range []string{f.Error, f.Notice} {
		if words != "" {
			fmt.Fprintf(inv.stdout, "                  %s\n", printable(words))
		}
	}
}

func (s *session) watchedFolders(ctx context.Context) ([]knowledge.Folder, error) {
	var reply api.FoldersReply
	err := s.call(ctx, http.MethodGet, "/api/folders", nil, &reply)
	return reply.Folders, err
}

func (inv *invocation) listFolders(ctx context.Context) error {
	s, err := inv.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.close()
	folders, err := s.watchedFolders(ctx)
	if err != nil {
		return err
	}
	if inv.json {
		return inv.printJSON(api.FoldersReply{Folders: folders})
	}
	if len(folders) == 0 {
		fmt.Fprintln(inv.stdout, "No folder is watched. Watch one with: carrel folder add PATH")
	}
	for _, f := range folders {
		inv.printFolder(f)
	}
	return nil
}

func (inv *invocation) removeFolder(ctx context.Context, name string, documents bool) error {
	s, err := inv.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.close()
	folders, err := s.watchedFolders(ctx)
	if err != nil {
		return err
	}
	abs, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	for _, f := range folders {
		if f.ID != name && f.Path != abs {
			continue
		}
		path := "/api/folders/" + url.PathEscape(f.ID)
		if documents {
			path += "?documents=1"
		}
		if err := s.call(ctx, http.MethodDelete, path, nil, nil); err != nil {
			return err
		}
		if inv.json {
			return inv.printJSON(map[string]string{"removed": f.ID})
		}
		fmt.Fprintf(inv.stdout, "no longer watched: %s\n", printable(f.Path))
		return nil
	}
	return app.Errorf(app.CodeNotFound, "The folder %s is not watched. `carrel folder list` shows those that are.", name)
}

var pauseCommand = &command{
	name: "pause", short: "read nothing more, and prepare nothing for search by meaning, until `carrel resume`",
	run: func(ctx context.Context, inv *invocation) error { return inv.hold(ctx, "pause", "Paused.") },
}

var resumeCommand = &command{
	name: "resume", short: "go on reading after `carrel pause`",
	run: func(ctx context.Context, inv *invocation) error { return inv.hold(ctx, "resume", "Resumed.") },
}

func (inv *invocation) hold(ctx context.Context, verb, done string) error {
	if len(inv.args) > 0 {
		return usageError(verb + " takes no arguments.")
	}
	s, err := inv.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.close()
	var activity knowledge.Activity
	if err := s.call(ctx, http.MethodPost, "/api/library/"+verb, nil, &activity); err != nil {
		return err
	}
	if inv.json {
		return inv.printJSON(activity)
	}
	fmt.Fprintf(inv.stdout, "%s %s waiting.\n", done, figure.Counted(activity.Queued, "document", "documents"))
	return nil
}

var retryCommand = &command{
	name: "retry", args: "[DOCUMENT]...", short: "read documents again; where none is named, all that could not be read and that another try may help",
	run: func(ctx context.Context, inv *invocation) error {
		s, err := inv.open(ctx, true)
		if err != nil {
			return err
		}
		defer s.close()
		ids, err := s.documentIDs(ctx, inv.args)
		if err != nil {
			return err
		}
		helpless := "" // what no other try helps, in words
		if len(ids) == 0 {
			var reply api.DocumentsReply
			if err := s.call(ctx, http.MethodGet, "/api/documents", nil, &reply); err != nil {
				return err
			}
			n := 0
			for _, d := range reply.Documents {
				switch {
				case d.Retriable:
					ids = append(ids, d.ID)
				case d.State == knowledge.StateFailed:
					n++
				}
			}
			if n > 0 {
				helpless = fmt.Sprintf("Another try would not help %s that could not be read; `carrel list` says why.", figure.Counted(n, "document", "documents"))
			}
		}
		if len(ids) == 0 && !inv.json {
			fmt.Fprintln(inv.stdout, "There is nothing to try again. "+cmp.Or(helpless, "No document has failed."))
			return nil
		}
		docs := []knowledge.Document{}
		refused := false // at once, as where the file is not there any more
		for _, id := range ids {
			var d knowledge.Document
			err := s.call(ctx, http.MethodPost, "/api/documents/"+url.PathEscape(id)+"/retry", nil, &d)
			if err != nil && len(inv.args) > 0 {
				return err
			}
			if err != nil {
				fmt.Fprintf(inv.stderr, "carrel: %s: %v\n", id, err)
				refused = true
				continue
			}
			docs = append(docs, d)
		}
		done := inv.showActivity(ctx, s)
		docs, err = s.wait(ctx, docs, knowledge.StateSearchable)
		done()
		if err != nil {
			return inv.pausedInWords(err)
		}
		if inv.json {
			if err := inv.printJSON(outputOf(docs)); err != nil {
				return err
			}
		} else {
			inv.printAdded(docs, "read")
			if helpless != "" {
				fmt.Fprintln(inv.stdout, helpless)
			}
		}
		if refused {
			return exit(exitSomeFailed)
		}
		return failures(docs)
	},
}
