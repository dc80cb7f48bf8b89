package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"carrel/app"
	"carrel/app/api"
	"carrel/app/api/openai"
	"carrel/frontend"
)

type serveOptions struct {
	addr   string
	openai bool
}

var serveCommand = &command{
	name: "serve", args: "[--addr 127.0.0.1:0] [--openai]", short: "show Carrel in a browser on this computer",
	unlocked: true, // app.Open locks, once the listener is there
	options: func(fs *flag.FlagSet) any {
		o := &serveOptions{}
		fs.StringVar(&o.addr, "addr", "127.0.0.1:0", "listen at `ADDR`, an address of this computer only; port 0 takes any free one")
		fs.BoolVar(&o.openai, "openai", false, "let other programs on this computer use the models and ask the library, in the dialect of OpenAI's API, with a key; see docs/api.md")
		return o
	},
	run: runServe,
}

func runServe(ctx context.Context, inv *invocation) error {
	if len(inv.args) > 0 {
		return usageError("serve takes no arguments.")
	}
	options := inv.options.(*serveOptions)
	addr, err := loopback(options.addr)
	if err != nil {
		return err
	}
	// Before the lock: afterwards the kernel would refuse it.
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return app.Errorf(app.CodeBadRequest, "Carrel cannot listen at %s: %w. Choose another port, or 0 for any free one.", addr, netCause(err))
	}
	defer listener.Close()
	core, err := app.Open(ctx, app.Options{
		Folders: inv.folders, Surface: app.SurfaceBrowser, Porter: true, Background: true, Store: inv.store,
	})
	if err != nil {
		var e *app.Error
		if errors.As(err, &e) && e.Code == app.CodeBusy {
			return app.Errorf(app.CodeBusy, "Carrel is running already with %s. Use that one, close it, or choose another folder with --home.", inv.folders.Data)
		}
		return err
	}
	defer core.Close()
	handler := api.Handler(core, frontend.Files())
	if err := core.ServeControl(handler); err != nil {
		return err
	}
	token := rand.Text()
	address := listener.Addr().String()
	door := app.Door{
		Open:  func(context.Context) (string, error) { return address, nil },
		Close: func(context.Context) error { return nil }, // the interface is behind it too
	}
	if _, err := core.OfferLocalAPI(ctx, door, options.openai); err != nil && options.openai {
		return err // else it is in the log and in the settings, and all else works
	}
	doors := http.NewServeMux()
	doors.Handle("/v1/", openai.Handler(core))
	doors.Handle("/", api.Browser(handler, token, address))
	server := &http.Server{
		Handler:           doors,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       time.Minute,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()

	page := url.URL{Scheme: "http", Host: address, Path: "/", RawQuery: "token=" + token}
	if err := inv.sayWhere(page.String(), core.LocalAPI()); err != nil {
		return err
	}
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	// Event streams and waiting calls end with ctx; downloads get a moment.
	closing, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if server.Shutdown(closing) != nil {
		server.Close()
	}
	return nil
}

// sayWhere prints where Carrel is shown and, if it is on, the local API.
func (inv *invocation) sayWhere(page string, local app.LocalAPI) error {
	if inv.json {
		where := struct {
			URL   string        `json:"url"`
			Local *app.LocalAPI `json:"openai,omitempty"`
		}{URL: page}
		if local.On {
			where.Local = &local
		}
		// On one line too, for programs that read the first.
		_, err := fmt.Fprintf(inv.stdout, "%s\n", api.Encode(where))
		return err
	}
	text := page + "\n"
	if local.On {
		text += fmt.Sprintf("For other programs: %s  key %s\n", local.Address, local.Key)
	}
	_, err := io.WriteString(inv.stdout, text)
	return err
}

// loopback refuses an address that other computers could reach.
func loopback(addr string) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return "", usageError(fmt.Sprintf("--addr %q is not of the form 127.0.0.1:PORT, with a port from 0 to 65535.", addr))
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	if ip := net.ParseIP(host); ip == nil || !ip.Equal(net.IPv4(127, 0, 0, 1)) && !ip.Equal(net.IPv6loopback) {
		return "", usageError(fmt.Sprintf("--addr %q would let other computers in. Only 127.0.0.1, [::1] and localhost are accepted.", addr))
	}
	return net.JoinHostPort(host, port), nil
}

// netCause leaves out what net.OpError repeats of the address.
func netCause(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}
