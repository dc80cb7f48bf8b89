package porter

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"carrel/app/audit"
	"carrel/app/porter/download"
	"carrel/inference/models"
)

// The kinds of the audit log's entries about downloads.
const (
	// KindFetch comes before a download's first connection.
	KindFetch = "model.fetch"
	// KindDelivery comes before the connection to another host, to which the source
	// has led.
	KindDelivery = "model.delivery"
	// KindFetched comes when it is over, however it ended: "result" is "whole",
	// "cancelled" or the code of an error, "bytes" what arrived this time.
	KindFetched = "model.fetched"
)

// proxyVariable is how a proxy of the settings is handed to the porter.
const proxyVariable = "CARREL_PROXY"

// Fetched is a model that was downloaded.
type Fetched struct {
	Path   string `json:"path"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	// Known: the catalogue or the source had named the hash before.
	Known bool `json:"known"`
}

// Fetch is what a download would ask for, and where: what a person has to be
// told before it.
type Fetch struct {
	Host string   // that is asked, with its port if that is not the usual one
	URL  string   // of the file
	May  []string // domains that may deliver it instead, with their subdomains
}

// FetchOf says what would be asked for a file of the catalogue. mirror is an
// address that stands for the catalogue's host, "" for none. The error is an
// *Error in words.
func FetchOf(offer models.Offer, file models.OfferFile, mirror string) (Fetch, error) {
	base := "https://" + offer.Source.Host
	if mirror != "" {
		base = strings.TrimSuffix(mirror, "/")
	}
	address, err := download.CheckAddress(base)
	if err != nil || address.RawQuery != "" || address.Fragment != "" {
		return Fetch{}, refused("The mirror for models, %q, is no address that files can be fetched from. Give it as https://HOST.", mirror)
	}
	return Fetch{
		Host: address.Host, URL: base + offer.Source.Path(file),
		May: models.TheCatalogue().Hosts[offer.Source.Host].DeliversFrom,
	}, nil
}

// modelDoor is the porter's way to models. What may be fetched is what the
// catalogue that this process brings along has, from where that says or from one
// mirror, into one folder; the last two are named at its start by the program
// that is not locked yet. So all that the core can say over it is one of a few
// names: nothing that it has read can leave in an address.
type modelDoor struct {
	dir, mirror, proxy string
	log                *audit.Log
	client             *http.Client

	mutex   sync.Mutex
	running map[string]bool // files
	cancel  map[int64]context.CancelFunc
}

func newModelDoor(dir, mirror, proxy string, log *audit.Log) *modelDoor {
	return &modelDoor{
		dir: dir, mirror: mirror, proxy: proxy, log: log, client: download.NewClient(proxy),
		running: map[string]bool{}, cancel: map[int64]context.CancelFunc{},
	}
}

// stop ends a download.
func (d *modelDoor) stop(id int64) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if cancel := d.cancel[id]; cancel != nil {
		cancel()
	}
}

// begin notes a download; false where the same file is being fetched already.
func (d *modelDoor) begin(ctx context.Context, id int64, file string) (context.Context, func(), bool) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.running[file] {
		return nil, nil, false
	}
	ctx, cancel := context.WithCancel(ctx)
	d.running[file], d.cancel[id] = true, cancel
	return ctx, func() {
		d.mutex.Lock()
		defer d.mutex.Unlock()
		delete(d.running, file)
		delete(d.cancel, id)
		cancel()
	}, true
}

// fetch fetches the model that a name of the catalogue means.
func (d *modelDoor) fetch(ctx context.Context, id int64, name string, tell func(download.Progress)) (Fetched, error) {
	offer, file, err := models.TheCatalogue().Find(name)
	if err != nil {
		return Fetched{}, refused("%s", err)
	}
	ask, err := FetchOf(offer, file, d.mirror)
	if err != nil {
		return Fetched{}, err
	}
	ctx, end, ok := d.begin(ctx, id, file.File)
	if !ok {
		return Fetched{}, &Error{CodeTooMany, "This file is being downloaded already."}
	}
	defer end()

	pins := d.pins()
	what := offer.Source.Repository + "/" + file.File
	request := download.Request{
		URL: ask.URL, File: filepath.Join(d.dir, file.File), Domains: ask.May, SHA256: pins[what],
		Check: func(path string) error {
			found, err := models.Inspect(path)
			if err == nil && found.Kind != offer.Kind {
				err = errors.New("It is a model for " + found.Kind.Purpose() + ", not for " + offer.Kind.Purpose() + ".")
			}
			return err
		},
	}
	if request.Bytes = file.Bytes; file.Approximate {
		request.Bytes, request.Most = 0, file.Bytes*3/2
	}
	if file.SHA256 != nil {
		request.SHA256 = *file.SHA256
	}
	door := map[string]string{"purpose": "model", "host": ask.Host, "file": what, "may_deliver": strings.Join(ask.May, " ")}
	if proxy, err := d.through(ask.URL); err != nil {
		return Fetched{}, err
	} else if proxy != nil {
		door["proxy"] = proxy.Host
	}
	if err := d.log.Append(KindFetch, door); err != nil {
		return Fetched{}, &Error{CodeNoLog, "Nothing was downloaded, because that couldn't be written down: " + err.Error() + "."}
	}
	own, _, _ := strings.Cut(ask.Host, ":")
	request.Host = func(host string) error {
		if host == own {
			return nil
		}
		if err := d.log.Append(KindDelivery, map[string]string{"purpose": "model", "host": host, "file": what}); err != nil {
			return &download.Error{Code: CodeNoLog, Message: "Nothing more was downloaded, because where it comes from couldn't be written down: " + err.Error() + "."}
		}
		return nil
	}
	var arrived int64
	result, err := download.Downloader{Client: d.client, Free: models.FreeBytes}.Fetch(ctx, request, func(p download.Progress) {
		arrived = p.Done
		tell(p)
	})
	door = map[string]string{"purpose": "model", "host": ask.Host, "file": what, "result": "whole", "bytes": strconv.FormatInt(result.Fetched, 10)}
	if err != nil {
		door["result"], door["kept"] = fetchError(err).Code, strconv.FormatInt(arrived, 10)
		delete(door, "bytes")
	} else {
		door["sha256"] = result.SHA256
		if pins[what] == "" && file.SHA256 == nil {
			d.pin(what, result.SHA256)
		}
	}
	if logged := d.log.Append(KindFetched, door); err == nil && logged != nil {
		return Fetched{}, &Error{CodeNoLog, "The model was downloaded, but that couldn't be written down: " + logged.Error() + "."}
	}
	if err != nil {
		return Fetched{}, err
	}
	return Fetched{Path: request.File, Bytes: result.Bytes, SHA256: result.SHA256, Known: result.Known}, nil
}

// through is the proxy by which an address is reached, nil for none.
func (d *modelDoor) through(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	return download.ProxyFor(d.proxy, u)
}

// pinsFile keeps the hashes of files of which the catalogue has none, as they
// were when they were first fetched: the same name has to mean the same file.
func (d *modelDoor) pinsFile() string { return filepath.Join(d.dir, "pins.json") }

func (d *modelDoor) pins() map[string]string {
	pins := map[string]string{}
	if data, err := os.ReadFile(d.pinsFile()); err == nil {
		_ = json.Unmarshal(data, &pins) // one that can't be read pins nothing
	}
	return pins
}

func (d *modelDoor) pin(file, hash string) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	pins := d.pins()
	pins[file] = hash
	if data, err := json.MarshalIndent(pins, "", "  "); err == nil {
		if err = os.WriteFile(d.pinsFile()+".new", append(data, '\n'), 0o600); err == nil {
			_ = os.Rename(d.pinsFile()+".new", d.pinsFile()) // else it is pinned the next time
		}
	}
}

// fetchError is what a reply says of a download that failed.
func fetchError(err error) *Error {
	var words *Error
	var failed *download.Error
	switch {
	case errors.As(err, &words):
		return words
	case errors.As(err, &failed):
		return &Error{cmp.Or(failed.Code, CodeUnreachable), failed.Message}
	case errors.Is(err, context.Canceled):
		return &Error{CodeCancelled, "The download was stopped. What has arrived is kept."}
	}
	return &Error{CodeUnreachable, err.Error()}
}
