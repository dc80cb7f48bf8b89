package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"carrel/inference/models"
	"carrel/knowledge"
)

// Drop takes in what was dropped on the window: files are added, folders are
// followed, each with an event EventFolderAdded. Model files, and folders that have
// nothing else to read, are added to the models, with one event EventModels for all.
// What is wrong with a file is in its document, or with the model; the error says of
// every folder that is not followed why not, and what kept all of the files out.
func (a *App) Drop(ctx context.Context, paths []string) ([]knowledge.Document, error) {
	ctx, done := a.Use(ctx)
	defer done()
	return a.takeIn(ctx, paths)
}

// takeIn is Drop within Use.
func (a *App) takeIn(ctx context.Context, paths []string) ([]knowledge.Document, error) {
	var files, ggufs []string
	var failed []string
	for _, path := range paths {
		if info, err := os.Stat(path); err != nil || !info.IsDir() {
			if models.IsGGUF(path) {
				ggufs = append(ggufs, path)
			} else {
				files = append(files, path)
			}
			continue
		}
		hasModels, hasDocuments := whatIsIn(path)
		if hasModels {
			ggufs = append(ggufs, path)
		}
		if hasModels && !hasDocuments {
			continue
		}
		if err := a.follow(ctx, path); err != nil {
			failed = append(failed, Explain(err).Message)
		}
	}
	if len(ggufs) > 0 {
		seen, err := a.AddModels(ctx, AddModelsRequest{ggufs})
		if err != nil {
			failed = append(failed, Explain(err).Message)
		} else {
			a.hub.publish(Event{Type: EventModels, Models: &seen})
		}
	}
	var docs []knowledge.Document
	if len(files) > 0 || len(paths) == 0 {
		var err error
		if docs, _, err = a.Add(ctx, files); err != nil {
			failed = append(failed, Explain(err).Message)
		}
	}
	if len(failed) > 0 {
		return docs, Errorf(CodeBadRequest, "%s", strings.Join(failed, " "))
	}
	return docs, nil
}

// follow adds a folder that the person dropped or chose, and says so: the
// interface offers to add it only once. Of several that were dropped, the error
// names which one.
func (a *App) follow(ctx context.Context, path string) error {
	f, err := a.AddFolder(ctx, path, nil)
	if err != nil {
		e := *Explain(err)
		e.Message = filepath.Base(path) + ": " + e.Message
		return &e
	}
	a.hub.publish(Event{Type: EventFolderAdded, Folder: &f})
	return nil
}

// OnlyOnce ends following a folder when all that is in it now has come in: its
// documents stay.
func (a *App) OnlyOnce(ctx context.Context, id string) error {
	a.background.Store(true)
	f, err := a.Library.ScanFolder(ctx, id)
	if err != nil {
		return err
	}
	return a.Library.RemoveFolder(ctx, f.ID, false)
}

// UndoFolder ends following a folder, and takes out what came in with it. A
// document that was there before stays.
func (a *App) UndoFolder(ctx context.Context, id string) error {
	f, err := a.Library.Folder(ctx, id)
	if err != nil {
		return err
	}
	if err := a.Library.RemoveFolder(ctx, f.ID, false); err != nil {
		return err
	}
	docs, err := a.Library.Documents(ctx)
	if err != nil {
		return err
	}
	below := strings.TrimSuffix(f.Path, string(filepath.Separator)) + string(filepath.Separator)
	for _, d := range docs {
		if !strings.HasPrefix(d.Path, below) || d.AddedAt.Before(f.AddedAt) {
			continue
		}
		if err := a.Library.Remove(ctx, d.ID); err != nil && !errors.Is(err, knowledge.ErrNotFound) {
			return err
		}
	}
	return nil
}

// AddFolder has the library follow a folder, see knowledge.Library.AddFolder.
func (a *App) AddFolder(ctx context.Context, path string, exclude []string) (knowledge.Folder, error) {
	if !filepath.IsAbs(path) {
		return knowledge.Folder{}, Errorf(CodeBadRequest, "%q is not a complete path. Give it from the root on.", path)
	}
	a.background.Store(true)
	f, err := a.Library.AddFolder(ctx, path, exclude)
	return f, sayDiskFull(err, "remembering the folder")
}

// ScanFolder looks through a folder now, and gives the ids of its documents.
func (a *App) ScanFolder(ctx context.Context, id string) (knowledge.Folder, []string, error) {
	a.background.Store(true)
	f, err := a.Library.ScanFolder(ctx, id)
	if err != nil {
		return f, nil, err
	}
	ids, err := a.Library.FolderDocuments(ctx, f.ID)
	return f, ids, err
}

// Resume lets reading go on that the person has paused.
func (a *App) Resume(ctx context.Context) error {
	return sayDiskFull(a.Library.Release(ctx), "resuming")
}

// RetryFailed tries every document again that could not be read, and that another try may help.
func (a *App) RetryFailed(ctx context.Context) (int, error) {
	a.background.Store(true)
	return a.Library.RetryFailed(ctx)
}
