package api

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"strings"

	"carrel/app"
)

// policy is what a page of the interface may load: itself. Compiling
// WebAssembly is for pdf.js's decoders; data: and blob: pictures and fonts are
// what pdf.js makes from a document.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
	"img-src 'self' data: blob:; font-src 'self' data: blob:; connect-src 'self'; worker-src 'self' blob:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Browser lets next be used by a browser on this machine, and by nothing else:
// the caller must know the token, which the address that `carrel serve` prints
// carries once and a cookie afterwards; the page must come from this address
// (other pages cannot use the cookie); and the address must be this machine's
// (a foreign name that resolves to 127.0.0.1 cannot be used to get round that).
// addr is the listener's, as "127.0.0.1:4711". Programs may send the token as
// "Authorization: Bearer TOKEN".
func Browser(next http.Handler, token, addr string) http.Handler {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		panic("api: Browser wants host:port, got " + addr)
	}
	// Cookies do not tell ports apart: two Carrels on one machine would undo
	// each other's.
	cookieName := "carrel-" + port
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")

		if err := CheckCaller(r, port); err != nil {
			refuse(w, r, err)
			return
		}
		if given := r.URL.Query().Get("token"); given != "" && r.URL.Path == "/" && r.Method == http.MethodGet {
			if !SameToken(given, token) {
				refuse(w, r, app.Errorf(app.CodeUnauthorized, "The token in this address is not the one of the running Carrel. Use the address that `carrel serve` printed last."))
				return
			}
			http.SetCookie(w, &http.Cookie{Name: cookieName, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
			header.Set("Cache-Control", "no-store")
			// Out of the address bar and the history. A page, not a redirect:
			// after a link from elsewhere (a terminal, a chat) a browser does
			// not send a SameSite=Strict cookie along a redirect.
			header.Set("Content-Type", contentTypes[".html"])
			header.Set("Refresh", "0; url=/")
			w.Write([]byte("<!doctype html><title>Carrel</title><a href=\"/\">Open Carrel</a>\n"))
			return
		}
		if !authorised(r, cookieName, token) {
			refuse(w, r, app.Errorf(app.CodeUnauthorized, "Open Carrel with the whole address that `carrel serve` printed, its token included."))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// CheckCaller refuses what does not come from this computer, and what another
// page has a browser send; nil: neither. port is the listener's.
func CheckCaller(r *http.Request, port string) *app.Error {
	if !isLoopbackHost(r.Host, port) {
		return app.Errorf(app.CodeForbidden, "Carrel answers at 127.0.0.1:%s only, not at %q.", port, r.Host)
	}
	if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host {
		return app.Errorf(app.CodeForbidden, "Another page (%s) may not use Carrel.", origin)
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site == "cross-site" || site == "same-site" {
		// Following a link to the front page is harmless; everything else is not.
		if r.Header.Get("Sec-Fetch-Mode") != "navigate" || r.URL.Path != "/" {
			return app.Errorf(app.CodeForbidden, "Another page may not use Carrel.")
		}
	}
	return nil
}

func authorised(r *http.Request, cookieName, token string) bool {
	if given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return SameToken(given, token)
	}
	cookie, err := r.Cookie(cookieName)
	return err == nil && SameToken(cookie.Value, token)
}

// SameToken compares without telling by its duration how much of a guess was right.
func SameToken(given, token string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(token))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

func isLoopbackHost(host, port string) bool {
	name, p, err := net.SplitHostPort(host)
	if err != nil || p != port {
		return false
	}
	return name == "127.0.0.1" || name == "localhost" || name == "::1"
}

// refuse answers in JSON to programs and in plain words to a person who opened
// the address.
func refuse(w http.ResponseWriter, r *http.Request, e *app.Error) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		writeError(w, r, e)
		return
	}
	http.Error(w, e.Message, statusOf[e.Code])
}
