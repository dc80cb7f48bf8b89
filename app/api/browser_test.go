package api

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func TestBrowserIsAskedForItsToken(t *testing.T) {
	const token, host = "S3CRET", "127.0.0.1:4711"
	reached := false
	h := Browser(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { reached = true }), token, host)
	cookie := "carrel-4711=" + token
	for _, tt := range []struct {
		name, method, path, host string
		header                   []string
		status                   int
	}{
		{"no token", "GET", "/", host, nil, 401},
		{"no token, API", "GET", "/api/documents", host, nil, 401},
		{"wrong token", "GET", "/?token=S3CRES", host, nil, 401},
		{"token of the API call itself", "GET", "/api/documents?token=S3CRET", host, nil, 401},
		{"wrong cookie", "GET", "/", host, []string{"Cookie", "carrel-4711=x"}, 401},
		{"cookie of another Carrel", "GET", "/", host, []string{"Cookie", "carrel-4712=" + token}, 401},
		{"cookie", "GET", "/", host, []string{"Cookie", cookie}, 200},
		{"localhost", "GET", "/api/documents", "localhost:4711", []string{"Cookie", cookie}, 200},
		{"bearer", "POST", "/api/search", host, []string{"Authorization", "Bearer " + token}, 200},
		{"wrong bearer beside a right cookie", "POST", "/api/search", host, []string{"Authorization", "Bearer x", "Cookie", cookie}, 401},
		{"own origin", "POST", "/api/search", host, []string{"Cookie", cookie, "Origin", "http://" + host}, 200},
		{"another origin", "POST", "/api/search", host, []string{"Cookie", cookie, "Origin", "http://evil.example"}, 403},
		{"another port", "POST", "/api/search", host, []string{"Cookie", cookie, "Origin", "http://127.0.0.1:80"}, 403},
		{"opaque origin", "POST", "/api/search", host, []string{"Cookie", cookie, "Origin", "null"}, 403},
		{"rebound name", "GET", "/", "evil.example:4711", []string{"Cookie", cookie}, 403},
		{"rebound name without port", "GET", "/", "127.0.0.1", []string{"Cookie", cookie}, 403},
		{"picture on another page", "GET", "/api/documents", host, []string{"Cookie", cookie, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"}, 403},
		{"another page's link to the API", "GET", "/api/documents", host, []string{"Cookie", cookie, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"}, 403},
		{"another page's link", "GET", "/", host, []string{"Cookie", cookie, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"}, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			reached = false
			r := httptest.NewRequest(tt.method, tt.path, nil)
			r.Host = tt.host
			for i := 0; i+1 < len(tt.header); i += 2 {
				r.Header.Set(tt.header[i], tt.header[i+1])
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != tt.status || reached != (tt.status == 200) {
				t.Errorf("status %d, handler reached: %v; want %d (%s)", w.Code, reached, tt.status, w.Body)
			}
			if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "'unsafe-inline'") {
				t.Errorf("policy %q", csp)
			}
		})
	}

	r := httptest.NewRequest("GET", "/?token="+token, nil)
	r.Host = host
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	got := w.Result().Cookies()
	if w.Code != 200 || len(got) != 1 || got[0].Value != token || !got[0].HttpOnly || got[0].SameSite != http.SameSiteStrictMode {
		t.Errorf("address with the token: %d, cookies %v", w.Code, got)
	}
	if strings.Contains(w.Body.String(), token) || strings.Contains(w.Header().Get("Refresh"), token) {
		t.Error("the token goes on in the page")
	}
}

func TestStaticFiles(t *testing.T) {
	built := static(fstest.MapFS{
		"index.html":                 {Data: []byte("<title>Carrel</title>")},
		"assets/index-abc.js":        {Data: []byte("js")},
		"assets/pdf.worker-abc.mjs":  {Data: []byte("mjs")},
		"assets/index-abc.css":       {Data: []byte("css")},
		"pdfjs/wasm/openjpeg.wasm":   {Data: []byte("wasm")},
		"pdfjs/cmaps/UniGB-H.bcmap":  {Data: []byte("map")},
		"pdfjs/standard_fonts/a.pfb": {Data: []byte("font")},
	})
	for _, tt := range []struct {
		method, path string
		status       int
		contentType  string
		body         string
	}{
		{"GET", "/", 200, "text/html; charset=utf-8", "<title>Carrel</title>"},
		{"GET", "/chat/12", 200, "text/html; charset=utf-8", "<title>Carrel</title>"},
		{"GET", "/assets", 200, "text/html; charset=utf-8", "<title>Carrel</title>"},
		{"GET", "/assets/index-abc.js", 200, "text/javascript; charset=utf-8", "js"},
		{"GET", "/assets/pdf.worker-abc.mjs", 200, "text/javascript; charset=utf-8", "mjs"},
		{"GET", "/assets/index-abc.css", 200, "text/css; charset=utf-8", "css"},
		{"GET", "/pdfjs/wasm/openjpeg.wasm", 200, "application/wasm", "wasm"},
		{"GET", "/pdfjs/cmaps/UniGB-H.bcmap", 200, "application/octet-stream", "map"},
		{"GET", "/assets/gone.js", 404, "", ""},
		{"GET", "/../../etc/passwd", 200, "text/html; charset=utf-8", "<title>Carrel</title>"},
		{"POST", "/", 405, "", ""},
	} {
		r := httptest.NewRequest(tt.method, "http://x/", nil)
		r.URL.Path = tt.path
		w := httptest.NewRecorder()
		built.ServeHTTP(w, r)
		body, _ := io.ReadAll(w.Result().Body)
		if w.Code != tt.status || tt.body != "" && string(body) != tt.body || tt.contentType != "" && w.Header().Get("Content-Type") != tt.contentType {
			t.Errorf("%s %s: %d %q %q", tt.method, tt.path, w.Code, w.Header().Get("Content-Type"), body)
		}
	}
	w := httptest.NewRecorder()
	static(fstest.MapFS{".gitkeep": {}}).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != 503 || !strings.Contains(w.Body.String(), "make build") {
		t.Errorf("without a built interface: %d %q", w.Code, w.Body)
	}
}
