//go:build desktop

// Command carrel-desktop is Carrel's window: the interface of package frontend
// in the system's own web view, around the same core and the same API as the
// console and the browser.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"carrel/app"
	"carrel/app/api"
	"carrel/app/api/openai"
	"carrel/frontend"
	"carrel/knowledge/reader"
)

//go:embed assets/icon/carrel.png
var icon []byte

func main() {
	home := flag.String("home", "", "keep everything in this `folder` instead of the usual ones")
	flag.Parse()
	if err := run(*home); err != nil {
		fmt.Fprintln(os.Stderr, "carrel-desktop:", err)
		// Whoever double-clicked an icon sees no standard error.
		showProblem(app.Explain(err).Message)
		os.Exit(1)
	}
}

// run opens the core and shows the window until it is closed. A second start
// brings the first one's window to the front instead.
func run(home string) error {
	folders, err := app.FindFolders(home)
	if err != nil {
		return err
	}
	w := &window{ready: make(chan struct{}), loaded: make(chan struct{})}
	core, err := app.Open(context.Background(), app.Options{
		Folders: folders, Surface: app.SurfaceWindow, Porter: true, Background: true,
		Pick: w.pick, PickBackup: w.pickBackup, Save: w.save, Show: w.show,
	})
	var e *app.Error
	if errors.As(err, &e) && e.Code == app.CodeBusy {
		return showFirst(folders, err)
	}
	if err != nil {
		return err
	}
	defer core.Close()
	w.core = core
	if home != "" || os.Getenv(app.HomeVar) != "" {
		keepStorageIn(folders)
	}
	handler := api.Handler(core, frontend.Files())
	if err := core.ServeControl(handler); err != nil {
		return err
	}
	// Where that fails the settings say so; the window is none the worse for it.
	_, _ = core.OfferLocalAPI(context.Background(), core.PorterDoor(openai.Handler(core)), false)
	return wails.Run(w.options(handler))
}

// showFirst asks the Carrel that has the folder to show its window; busy is
// the error to give where it cannot.
func showFirst(folders app.Folders, busy error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	transport, err := app.Dial(ctx, folders)
	if err != nil {
		return busy
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://carrel/api/window/show", nil)
	if err != nil {
		return err
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return busy
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return app.Errorf(app.CodeBusy, "Carrel is running already, in a browser or a console, with %s. Close that one first.", folders.Data)
	}
	return nil
}

// window connects the core with Wails.
type window struct {
	core  *app.App
	ctx   context.Context // Wails' own; set before ready is closed
	ready chan struct{}   // closed when the window exists
	// loaded is closed when its page can be spoken to: an event before would be
	// an error in the page, and lost.
	loaded chan struct{}
	once   sync.Once
}

func (w *window) options(handler http.Handler) *options.App {
	return &options.App{
		Title:  "Carrel",
		Width:  1280,
		Height: 800,
		// Below this the three panes, already tabs, have no room for a line of text.
		MinWidth:           480,
		MinHeight:          420,
		BackgroundColour:   options.NewRGB(0xf1, 0xed, 0xe4), // --desk, until the page paints
		AssetServer:        &assetserver.Options{Handler: handler},
		LogLevelProduction: logger.ERROR,
		OnStartup:          w.start,
		OnDomReady: func(context.Context) {
			guardNavigation(w.openLink)
			w.once.Do(func() { close(w.loaded) })
		},
		// DisableWebViewDrop stays false: with true no drop arrives on Linux.
		DragAndDrop:              &options.DragAndDrop{EnableFileDrop: true},
		EnableDefaultContextMenu: true,
		Menu:                     applicationMenu(),
		Linux:                    &linux.Options{Icon: icon, ProgramName: "carrel", WebviewGpuPolicy: linux.WebviewGpuPolicyOnDemand},
	}
}

// start connects the events. The end of the session and Ctrl-C are Wails' own to
// handle: a second call to quit beside its own crashes GTK.
func (w *window) start(ctx context.Context) {
	w.ctx = ctx
	close(w.ready)
	runtime.OnFileDrop(ctx, func(_, _ int, paths []string) { go w.drop(paths) })
	events := w.core.Subscribe()
	go func() {
		select {
		case <-w.loaded:
		case <-ctx.Done():
			return
		}
		for {
			event, ok := events.Next(ctx)
			if !ok {
				return
			}
			w.emit(event)
		}
	}()
}

// emit hands an event over as JSON, as the browser gets it: field names and
// times are then the same in both.
func (w *window) emit(event app.Event) {
	runtime.EventsEmit(w.ctx, "carrel", string(api.Encode(event)))
}

// drop takes dropped files in and follows dropped folders. Each document's own
// trouble is in its row; what kept a folder or all of them out is said by an event.
func (w *window) drop(paths []string) {
	if _, err := w.core.Drop(w.ctx, paths); err != nil {
		w.emit(app.Event{Type: app.EventProblem, Problem: app.Explain(err).Message})
	}
}

func (w *window) pick(ctx context.Context, folder bool) ([]string, error) {
	select {
	case <-w.ready:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if folder {
		path, err := runtime.OpenDirectoryDialog(w.ctx, runtime.OpenDialogOptions{Title: "Add a folder to Carrel"})
		if err != nil || path == "" {
			return nil, err
		}
		return []string{path}, nil
	}
	return runtime.OpenMultipleFilesDialog(w.ctx, runtime.OpenDialogOptions{
		Title: "Add documents to Carrel",
		Filters: []runtime.FileFilter{
			{DisplayName: "Documents that Carrel reads", Pattern: patterns()},
			{DisplayName: "All files", Pattern: "*"},
		},
	})
}

func (w *window) pickBackup(ctx context.Context, save bool, suggested string) (string, error) {
	select {
	case <-w.ready:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	folder, name := filepath.Split(suggested)
	filters := []runtime.FileFilter{{DisplayName: "Backups of Carrel", Pattern: "*.zip"}, {DisplayName: "All files", Pattern: "*"}}
	if save {
		return runtime.SaveFileDialog(w.ctx, runtime.SaveDialogOptions{
			Title: "Save a backup of the library", DefaultDirectory: folder, DefaultFilename: name, Filters: filters, CanCreateDirectories: true,
		})
	}
	return runtime.OpenFileDialog(w.ctx, runtime.OpenDialogOptions{Title: "Choose a backup of the library", DefaultDirectory: folder, Filters: filters})
}

func (w *window) save(ctx context.Context, title, suggested string) (string, error) {
	select {
	case <-w.ready:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	folder, name := filepath.Split(suggested)
	return runtime.SaveFileDialog(w.ctx, runtime.SaveDialogOptions{Title: title, DefaultDirectory: folder, DefaultFilename: name, CanCreateDirectories: true})
}

// patterns are the extensions of all formats as a file dialog wants them. GTK
// and the portals tell capitals apart, as cameras and scanners write them.
func patterns() string {
	var all []string
	for _, f := range reader.Formats {
		for _, extension := range f.Extensions {
			all = append(all, "*"+extension, "*"+strings.ToUpper(extension))
		}
	}
	return strings.Join(all, ";")
}

func (w *window) show() {
	<-w.ready
	runtime.WindowUnminimise(w.ctx)
	runtime.WindowShow(w.ctx)
}

func (w *window) openLink(url string) {
	if err := w.core.OpenLink(w.ctx, url); err != nil {
		w.emit(app.Event{Type: app.EventProblem, Problem: app.Explain(err).Message})
	}
}
