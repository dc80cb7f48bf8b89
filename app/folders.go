package app

import (
	"context"
	"path/filepath"

	"carrel/knowledge"
)

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

// RetryFailed tries every document again that could not be read.
func (a *App) RetryFailed(ctx context.Context) (int, error) {
	a.background.Store(true)
	return a.Library.RetryFailed(ctx)
}
