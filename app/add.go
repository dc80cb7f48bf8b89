package app

import (
	"context"
	"path/filepath"

	"carrel/knowledge"
)

// Add takes files and folders into the library, and tells what it passed over in folders. A
// file that cannot be taken in is a Document that says why.
func (a *App) Add(ctx context.Context, paths []string) ([]knowledge.Document, knowledge.PassedOver, error) {
	var none knowledge.PassedOver
	if len(paths) == 0 {
		return nil, none, Errorf(CodeBadRequest, "No file or folder was named.")
	}
	for _, p := range paths {
		if !filepath.IsAbs(p) {
			return nil, none, Errorf(CodeBadRequest, "%q is not a complete path. Give it from the root on.", p)
		}
	}
	a.background.Store(true)
	docs, over, err := a.Library.AddTelling(ctx, paths)
	return docs, over, sayDiskFull(err, "adding")
}

// Wait waits until each document is at least in the state or has failed. It
// ends with CodeClosing where Carrel ends first: the work goes on at the next start.
func (a *App) Wait(ctx context.Context, ids []string, until knowledge.State) ([]knowledge.Document, error) {
	var docs []knowledge.Document
	err := a.untilClosing(ctx, func(ctx context.Context) (err error) {
		docs, err = a.Library.Wait(ctx, ids, until)
		return err
	})
	return docs, err
}

// untilClosing waits for the library's background work, which it has wanted from
// now on. The error is errClosing where Carrel ends first.
func (a *App) untilClosing(ctx context.Context, wait func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-a.closing:
			cancel()
		case <-ctx.Done():
		}
	}()
	a.background.Store(true)
	err := wait(ctx)
	select {
	case <-a.closing:
		if err != nil {
			return errClosing
		}
	default:
	}
	return err
}

var errClosing = Errorf(CodeClosing, "Carrel is closing. What was added is kept, and goes on at the next start.")

// Pick lets the person choose files, or a folder, in the system's own dialog,
// and takes them in as Drop does; a folder is watched, its documents come in later.
// No document means that none was chosen, or models.
func (a *App) Pick(ctx context.Context, folder bool) ([]knowledge.Document, error) {
	if a.options.Pick == nil {
		return nil, Errorf(CodeUnsupported, "There is no file dialog here. Use the browser's, or drop the files.")
	}
	if !a.picking.CompareAndSwap(false, true) {
		return nil, Errorf(CodeBadRequest, "The file dialog is open already.")
	}
	defer a.picking.Store(false)
	paths, err := a.options.Pick(ctx, folder)
	if err != nil {
		return nil, Errorf(CodeInternal, "The file dialog could not be shown: %w. Drop the files on the window.", err)
	}
	if len(paths) == 0 {
		return nil, nil
	}
	ctx, done := a.Use(ctx) // not before: nobody knows how long the dialog is open
	defer done()
	return a.takeIn(ctx, paths)
}
