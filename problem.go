//go:build desktop

package main

import (
	"html/template"
	"net/http"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"

	"carrel/app/lock"
)

var problemPage = template.Must(template.New("problem").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Carrel</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'self'">
<style>
:root { color-scheme: light dark }
body { font: 15px/24px system-ui, sans-serif; margin: 48px; color: #25211b; background: #fcfaf5 }
h1 { font-size: 21px; line-height: 30px; font-weight: 600 }
p { max-width: 68ch }
@media (prefers-color-scheme: dark) { body { color: #ece6da; background: #211e1a } }
</style>
<h1>Carrel can’t start</h1>
<p role="alert">{{.}}</p>
<p>Your documents and your library are untouched.</p>
</html>`))

// showProblem shows, in a small window, why there is no large one.
func showProblem(message string) {
	// Nothing was opened, but this window, too, has no business on the network.
	_, _ = lock.Apply(lock.Core, lock.Options{})
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = problemPage.Execute(w, message)
	})
	_ = wails.Run(&options.App{
		Title: "Carrel", Width: 560, Height: 320,
		AssetServer: &assetserver.Options{Handler: page},
		Linux:       &linux.Options{Icon: icon, ProgramName: "carrel"},
	})
}
