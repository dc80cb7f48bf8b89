package cli

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/term"

	"carrel/app"
	"carrel/app/api"
	"carrel/inference"
)

// askEvery is how often it is asked how far a download is.
const askEvery = 300 * time.Millisecond

// getModel downloads a model of the catalogue, after the person has agreed.
func (inv *invocation) getModel(ctx context.Context, s *session, name string) error {
	options := inv.options.(*modelOptions)
	if options.discard {
		if err := s.call(ctx, http.MethodDelete, "/api/downloads/"+url.PathEscape(name), nil, nil); err != nil {
			return err
		}
		if inv.json {
			return inv.printJSON(api.Empty{})
		}
		fmt.Fprintln(inv.stdout, "Nothing is left of that download.")
		return nil
	}
	model, file, err := s.offered(ctx, name)
	if err != nil {
		return err
	}
	if file.Path != "" {
		return inv.gotModel(app.Download{Model: file.ID, Name: model.Name, File: file.File, Host: model.Host, State: app.DownloadDone, Done: file.Bytes, Total: file.Bytes, Path: file.Path, Text: model.Name + " is here already."}, model.Kind)
	}
	if file.Problem != "" {
		return app.Errorf(app.CodeBadRequest, "%s", file.Problem)
	}
	if err := inv.agreeToFetch(model, file); err != nil {
		return err
	}
	var d app.Download
	if err := s.call(ctx, http.MethodPost, "/api/downloads", app.DownloadRequest{Model: file.ID}, &d); err != nil {
		return err
	}
	if d, err = inv.followDownload(ctx, s, d); err != nil {
		return err
	}
	return inv.gotModel(d, model.Kind)
}

// offered finds a file of the catalogue.
func (s *session) offered(ctx context.Context, name string) (app.OfferedModel, app.OfferedFile, error) {
	var c app.Catalogue
	if err := s.call(ctx, http.MethodGet, "/api/catalogue?measure=never", nil, &c); err != nil {
		return app.OfferedModel{}, app.OfferedFile{}, err
	}
	for _, m := range c.Models {
		for i, f := range m.Files {
			if strings.EqualFold(name, f.ID) || i == 0 && strings.EqualFold(name, m.ID) {
				return m, f, nil
			}
		}
	}
	return app.OfferedModel{}, app.OfferedFile{}, app.Errorf(app.CodeNotFound, "The catalogue has no model %q. `carrel model list --catalogue` shows it.", name)
}

// agreeToFetch says what a download means, and asks, unless --yes was given.
func (inv *invocation) agreeToFetch(m app.OfferedModel, f app.OfferedFile) error {
	fmt.Fprintf(inv.stderr, "%s. %s\n%s\n%s\n", printable(m.Name), m.Text, f.FitText, printable(f.Consent))
	if inv.options.(*modelOptions).yes {
		return nil
	}
	fmt.Fprint(inv.stderr, "Download it? [y/N] ")
	answer, _ := bufio.NewReader(inv.stdin).ReadString('\n')
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	return app.Errorf(app.CodeBadRequest, "Nothing was downloaded. Answer with y, or give --yes, to agree.")
}

// followDownload waits for the end of a download, and says on a terminal how far it is.
func (inv *invocation) followDownload(ctx context.Context, s *session, d app.Download) (app.Download, error) {
	terminal := false
	if f, ok := inv.stderr.(*os.File); ok {
		terminal = term.IsTerminal(int(f.Fd()))
	}
	ticker := time.NewTicker(askEvery)
	defer ticker.Stop()
	for d.State.Running() {
		if terminal {
			fmt.Fprintf(inv.stderr, "\r\x1b[K%s", printable(pace(d)))
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			// The part is kept; the other Carrel has to be told, too.
			_ = s.call(context.WithoutCancel(ctx), http.MethodPost, "/api/jobs/"+d.Job+"/cancel", nil, nil)
			return d, ctx.Err()
		}
		var r api.DownloadReply
		if err := s.call(ctx, http.MethodGet, "/api/downloads", nil, &r); err != nil {
			return d, err
		}
		if r.Download == nil || r.Download.Job != d.Job {
			return d, app.Errorf(app.CodeClosing, "The Carrel that was downloading has ended. What has arrived is kept: give the same command again.")
		}
		d = *r.Download
	}
	if terminal {
		fmt.Fprint(inv.stderr, "\r\x1b[K")
	}
	switch d.State {
	case app.DownloadFailed:
		return d, &app.Error{Code: d.Code, Message: d.Error}
	case app.DownloadCancelled:
		return d, &app.Error{Code: app.CodeCancelled, Message: d.Text}
	}
	return d, nil
}

// pace says how far a download is in one line.
func pace(d app.Download) string {
	text := d.Text
	if d.BytesPerSecond > 0 {
		text += fmt.Sprintf(" %.1f MB a second.", d.BytesPerSecond/1e6)
	}
	if d.SecondsLeft > 0 {
		text += " About " + inMinutes(float64(d.SecondsLeft)) + " left."
	}
	return text
}

func (inv *invocation) gotModel(d app.Download, kind inference.Kind) error {
	if inv.json {
		return inv.printJSON(d)
	}
	use := map[inference.Kind]string{inference.KindChat: "carrel model use", inference.KindEmbedding: "carrel embedder use", inference.KindRerank: "carrel rerank"}[kind]
	fmt.Fprintf(inv.stdout, "%s\nUse it with: %s %s\n", printable(d.Text), use, printable(d.Path))
	return nil
}

// importModel brings in a model file that lies elsewhere.
func (inv *invocation) importModel(ctx context.Context, s *session, name string) error {
	path, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	var m app.ImportedModel
	if err := s.call(ctx, http.MethodPost, "/api/models/import", app.ImportRequest{Path: path, SHA256: inv.options.(*modelOptions).sha256}, &m); err != nil {
		return err
	}
	if inv.json {
		return inv.printJSON(m)
	}
	fmt.Fprintf(inv.stdout, "%s\nIt lies in %s\n", printable(m.Text), printable(m.Path))
	return nil
}
