// Package frontend holds the built interface, for the window and for `carrel serve`.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files is the built interface, index.html at its root. It holds nothing but
// .gitkeep where the frontend was not built before the program was.
func Files() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic("frontend: " + err.Error()) // only for an invalid path
	}
	return sub
}
