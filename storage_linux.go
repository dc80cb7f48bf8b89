//go:build desktop && linux

package main

import (
	"os"
	"path/filepath"

	"carrel/app"
)

// keepStorageIn has WebKit keep what the page stores (the theme, the panes' widths) in
// Carrel's own folder, as --home promises. Only there: in the usual place the variable
// would hide the person's own fonts from the window. It is called before GTK begins,
// which reads it once, and when the porter, which opens a browser, has started.
func keepStorageIn(folders app.Folders) {
	os.Setenv("XDG_DATA_HOME", filepath.Join(folders.Data, "window"))
}
