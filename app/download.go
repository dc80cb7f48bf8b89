package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"carrel/app/porter"
	"carrel/app/porter/download"
	"carrel/inference/models"
)

// Download is a model that is being downloaded, or was last since Carrel started.
type Download struct {
	Job   string        `json:"job"`   // for POST /api/jobs/{job}/cancel
	Model string        `json:"model"` // OfferedFile.ID
	Name  string        `json:"name"`  // of the model
	File  string        `json:"file"`
	Host  string        `json:"host"` // that is asked for it
	State DownloadState `json:"state"`
	Text  string        `json:"text"` // in words
	// Done and Total are bytes that are there; a Total of 0 is not known yet.
	Done           int64   `json:"done"`
	Total          int64   `json:"total"`
	BytesPerSecond float64 `json:"bytes_per_second"`       // 0: not known
	SecondsLeft    int     `json:"seconds_left,omitempty"` // 0: not known
	Code           string  `json:"code,omitempty"`         // failed
	Error          string  `json:"error,omitempty"`        // failed: what happened and what to do
	Path           string  `json:"path,omitempty"`         // done: where it lies
	SHA256         string  `json:"sha256,omitempty"`       // done
}

// DownloadState is how far a download has come.
type DownloadState string

// The states of a download.
const (
	DownloadConnecting DownloadState = "connecting"
	DownloadFetching   DownloadState = "fetching"
	DownloadWaiting    DownloadState = "waiting" // the source asked for patience, or does not answer
	DownloadChecking   DownloadState = "checking"
	DownloadDone       DownloadState = "done"
	DownloadFailed     DownloadState = "failed"
	DownloadCancelled  DownloadState = "cancelled" // what has arrived is kept
)

// Running says whether it goes on.
func (s DownloadState) Running() bool {
	return s == DownloadConnecting || s == DownloadFetching || s == DownloadWaiting || s == DownloadChecking
}

// DownloadRequest asks for a model of the catalogue.
type DownloadRequest struct {
	Model string `json:"model"` // OfferedFile.ID, or OfferedModel.ID for its usual file
}

// downloads is the download that runs, or ran last. One runs at a time.
type downloads struct {
	mu     sync.Mutex
	latest *Download
	cancel context.CancelFunc // nil where none runs
	pace   pace
}

func (d *downloads) stop(job string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cancel != nil && d.latest.Job == job {
		d.cancel()
	}
}

// LatestDownload is the download that runs, or ran last; nil for none.
func (a *App) LatestDownload() *Download {
	a.downloads.mu.Lock()
	defer a.downloads.mu.Unlock()
	if a.downloads.latest == nil {
		return nil
	}
	latest := *a.downloads.latest
	return &latest
}

// StartDownload begins to download a model, or goes on with it, and returns;
// EventDownload tells how far it is. The person has asked for this one and has
// been told OfferedFile.Consent. It is CodeBusy while another one runs.
func (a *App) StartDownload(request DownloadRequest) (Download, error) {
	offer, file, err := models.TheCatalogue().Find(request.Model)
	if err != nil {
		return Download{}, Errorf(CodeNotFound, "%w", err)
	}
	if a.porter == nil || !a.porter.Fetches() {
		return Download{}, Errorf(CodeUnsupported, "This Carrel can't download: the part of it that may reach the network isn't running. Open the window, or use `carrel serve` or `carrel model get`.")
	}
	ask, err := porter.FetchOf(offer, file, a.config.ModelMirror)
	if err != nil {
		return Download{}, err
	}
	if path := filepath.Join(a.options.Folders.models(), file.File); isFile(path) {
		return Download{}, Errorf(CodeExists, "%s is here already: %s", offer.Name, path)
	}
	d := &a.downloads
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cancel != nil {
		return Download{}, Errorf(CodeBusy, "%s is being downloaded. Wait until that is done, or cancel it.", d.latest.Name)
	}
	ctx, cancel := context.WithCancel(a.ctx)
	d.cancel, d.pace = cancel, pace{}
	d.latest = &Download{
		Job: rand.Text(), Model: offer.ID + ":" + file.Quantisation, Name: offer.Name, File: file.File, Host: ask.Host,
		State: DownloadConnecting, Text: fmt.Sprintf("Asking %s…", ask.Host),
	}
	begun := *d.latest
	a.running.Go(func() {
		defer cancel()
		a.statusChanged() // what is said of the lock
		defer a.statusChanged()
		fetched, err := a.porter.FetchModel(ctx, begun.Model, a.downloading)
		a.downloaded(ctx, fetched, err)
	})
	return begun, nil
}

// downloading notes how far the download is.
func (a *App) downloading(p download.Progress) {
	a.updateDownload(func(d *Download) {
		d.State, d.Done, d.Total = DownloadState(p.State), p.Done, p.Total
		d.BytesPerSecond = a.downloads.pace.at(time.Now(), p.Done)
		d.SecondsLeft = 0
		if d.BytesPerSecond > 0 && p.Total > p.Done {
			d.SecondsLeft = int(float64(p.Total-p.Done)/d.BytesPerSecond) + 1
		}
		switch d.State {
		case DownloadFetching:
			d.Text = fmt.Sprintf("%s of %s.", SizeWords(p.Done), SizeWords(p.Total))
		case DownloadWaiting:
			d.Text = waitingWords(d.Host, p)
		case DownloadChecking:
			d.Text = "All of it is here. It is being checked…"
		}
	})
}

// downloaded notes how the download ended.
func (a *App) downloaded(ctx context.Context, fetched porter.Fetched, err error) {
	a.updateDownload(func(d *Download) {
		a.downloads.cancel = nil
		d.BytesPerSecond, d.SecondsLeft = 0, 0
		switch {
		case err == nil:
			d.State, d.Done, d.Total, d.Path, d.SHA256 = DownloadDone, fetched.Bytes, fetched.Bytes, fetched.Path, fetched.SHA256
			d.Text = d.Name + " is here, whole and checked."
			if !fetched.Known {
				d.Text = fmt.Sprintf("%s is here, whole. Nobody had named its checksum; it is remembered from now on.", d.Name)
			}
		case ctx.Err() != nil || errors.Is(err, context.Canceled):
			d.State, d.Text = DownloadCancelled, stoppedWords(d.Done)
		default:
			e := Explain(err)
			d.State, d.Code, d.Error, d.Text = DownloadFailed, e.Code, e.Message, e.Message
			a.log.printf("download of %s: %v", d.Model, err)
		}
	})
}

// waitingWords says that the source is asked again, and what there is until then.
func waitingWords(host string, p download.Progress) string {
	text := host + " does not answer, or is busy. It is asked again soon"
	if p.Done > 0 {
		text += fmt.Sprintf("; %s of %s are here", SizeWords(p.Done), SizeWords(p.Total))
	}
	return text + "."
}

// stoppedWords says what a download that was stopped leaves.
func stoppedWords(done int64) string {
	if done == 0 {
		return "Stopped. Nothing of it had come."
	}
	return fmt.Sprintf("Stopped. %s of it are kept; it goes on from there.", SizeWords(done))
}

func (a *App) updateDownload(change func(*Download)) {
	d := &a.downloads
	d.mu.Lock()
	before := *d.latest
	change(d.latest)
	now := *d.latest
	d.mu.Unlock()
	if now != before {
		a.hub.publish(Event{Type: EventDownload, Download: &now})
	}
}

// DiscardDownload deletes what an earlier try has left of a model that is not whole.
func (a *App) DiscardDownload(model string) error {
	offer, file, err := models.TheCatalogue().Find(model)
	if err != nil {
		return Errorf(CodeNotFound, "%w", err)
	}
	if d := a.LatestDownload(); d != nil && d.State.Running() && d.File == file.File {
		return Errorf(CodeBusy, "%s is being downloaded. Cancel that first.", offer.Name)
	}
	if err := download.RemovePart(filepath.Join(a.options.Folders.models(), file.File)); err != nil {
		return Errorf(CodeInternal, "What there is of %s could not be deleted: %w", offer.Name, err)
	}
	return nil
}

// consent is what a person is told before a download: what, from where, how much
// and on which terms.
func consent(o models.Offer, f models.OfferFile, licence models.Licence, kept int64, ask porter.Fetch, proxy string) string {
	about := ""
	if f.Approximate {
		about = "about "
	}
	text := fmt.Sprintf("Carrel will ask %s for the file %s (%s%s)", ask.Host, f.File, about, SizeWords(f.Bytes))
	if kept > 0 {
		text += fmt.Sprintf(", of which %s are here already", SizeWords(kept))
	}
	host, _, _ := strings.Cut(ask.Host, ":")
	if others := slices.DeleteFunc(slices.Clone(ask.May), func(domain string) bool { return domain == host }); len(others) > 0 {
		text += fmt.Sprintf(". It may be sent from there or from servers of %s, and from nowhere else", strings.Join(others, " or "))
	}
	if proxy != "" {
		text += fmt.Sprintf(". The way leads through the proxy %s", proxy)
	}
	text += ". They see your network address and the name of this file, and nothing of your documents. It is written to the audit log."
	text += fmt.Sprintf(" Licence: %s (%s).", licence.Name, licence.URL)
	switch {
	case licence.Note != "":
		text += " " + licence.Note
	case licence.Commercial == "yes":
		text += " Commercial use is allowed."
	}
	return text
}

// proxyTo is the host of the proxy through which models come, "" for none.
func (a *App) proxyTo(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	if proxy, err := download.ProxyFor(a.config.Proxy, u); err == nil && proxy != nil {
		return proxy.Host
	}
	return ""
}

// pace is how fast bytes have come lately.
type pace struct {
	times []time.Time
	done  []int64
}

// paceOver is long enough to be steady, and short enough to follow a change.
const paceOver = 10 * time.Second

// at notes how many bytes there are at a time, and gives those of a second; 0:
// it's too early to tell.
func (p *pace) at(now time.Time, done int64) float64 {
	p.times, p.done = append(p.times, now), append(p.done, done)
	old := 0
	for old < len(p.times)-2 && now.Sub(p.times[old]) > paceOver {
		old++
	}
	p.times, p.done = p.times[old:], p.done[old:]
	elapsed := now.Sub(p.times[0]).Seconds()
	if elapsed < 1 || done < p.done[0] {
		return 0
	}
	return float64(done-p.done[0]) / elapsed
}
