package api

import (
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"bytes"
)

// contentTypes of what the built interface holds. Not the system's own table:
// it differs per machine, and a browser refuses a module of another type.
var contentTypes = map[string]string{
	".html":  "text/html; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".mjs":   "text/javascript; charset=utf-8",
	".css":   "text/css; charset=utf-8",
	".json":  "application/json; charset=utf-8",
	".map":   "application/json; charset=utf-8",
	".wasm":  "application/wasm",
	".svg":   "image/svg+xml",
	".png":   "image/png",
	".ico":   "image/x-icon",
	".woff2": "font/woff2",
	".txt":   "text/plain; charset=utf-8",
	".pdf":   "application/pdf",
}

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Carrel</title>
<h1>The interface is not built into this program</h1>
<p>This carrel was compiled before its interface was. Run <code>make build</code> in Carrel's source folder and start it again. The console commands work as they are.</p>
</html>
`

// static serves the built interface. Paths that no file has get index.html,
// unless they look like a file.
func static(files fs.FS) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "This address can only be read.", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
		if name == "" {
			name = "index.html"
		}
		data, err := readFile(files, name)
		if errors.Is(err, fs.ErrNotExist) && path.Ext(name) == "" {
			name = "index.html"
			data, err = readFile(files, name)
		}
		switch {
		case err == nil:
		case name == "index.html":
			w.Header().Set("Content-Type", contentTypes[".html"])
			w.WriteHeader(http.StatusServiceUnavailable)
			io.WriteString(w, notBuilt)
			return
		default:
			http.Error(w, "There is no such file in Carrel's interface.", http.StatusNotFound)
			return
		}
		contentType := contentTypes[path.Ext(name)]
		if contentType == "" {
			contentType = mime.TypeByExtension(path.Ext(name))
		}
		if contentType == "" {
			contentType = "application/octet-stream"
		}
		w.Header().Set("Content-Type", contentType)
		// Vite puts a hash of the content into the names under assets/.
		if strings.HasPrefix(name, "assets/") {
			w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
		} else {
			w.Header().Set("Cache-Control", "no-cache")
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
	})
}

func readFile(files fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(files, name)
	if err != nil {
		return nil, fs.ErrNotExist
	}
	if info.IsDir() {
		return nil, fs.ErrNotExist
	}
	return fs.ReadFile(files, name)
}
