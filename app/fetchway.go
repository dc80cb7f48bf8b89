package app

import (
	"context"
	"net/url"
	"strings"

	"carrel/app/porter"
	"carrel/app/porter/download"
	"carrel/inference/models"
)

// DownloadWay is where models are downloaded from, and how Carrel gets there.
type DownloadWay struct {
	// Mirror is an address that has a copy of the catalogue's models, "" for none.
	Mirror string `json:"mirror"`
	// Proxy is the URL of a proxy, "none" for a direct way, or "" for what the
	// environment says. A password in it is never given out: "xxxxx" stands for it.
	Proxy string `json:"proxy"`
}

// DownloadWays is the way that the settings name, and in words what holds.
type DownloadWays struct {
	Mirror string `json:"mirror"` // as DownloadWay has them
	Proxy  string `json:"proxy"`
	Text   string `json:"text"` // what holds now
	// Later is what holds from the next start on, where that is something else: the
	// part of Carrel that downloads is told at its start, and nobody can tell it
	// another way while it runs.
	Later string `json:"later,omitempty"`
}

// DownloadWays says by which way models are downloaded.
func (a *App) DownloadWays(context.Context) (DownloadWays, error) {
	c, err := a.options.Folders.ReadConfig()
	if err != nil {
		return DownloadWays{}, err
	}
	return a.waysOf(DownloadWay{c.ModelMirror, c.Proxy}), nil
}

func (a *App) waysOf(chosen DownloadWay) DownloadWays {
	now := DownloadWay{a.config.ModelMirror, a.config.Proxy}
	w := DownloadWays{Mirror: chosen.Mirror, Proxy: withoutPassword(chosen.Proxy), Text: "Models are downloaded from " + now.inWords() + "."}
	if now != chosen {
		w.Later = "From the next start of Carrel on they are downloaded from " + chosen.inWords() + "."
	}
	return w
}

// SetDownloadWay keeps another way in the settings, from the next start on. What is
// no address is refused, and nothing changes.
func (a *App) SetDownloadWay(_ context.Context, way DownloadWay) (DownloadWays, error) {
	a.choosing.Lock()
	defer a.choosing.Unlock()
	c, err := a.options.Folders.ReadConfig()
	if err != nil {
		return DownloadWays{}, err
	}
	way.Mirror, way.Proxy = strings.TrimSpace(way.Mirror), strings.TrimSpace(way.Proxy)
	if way.Proxy == withoutPassword(c.Proxy) {
		way.Proxy = c.Proxy
	}
	ask, err := anyFetch(way.Mirror)
	if err != nil {
		return DownloadWays{}, err
	}
	address, err := url.Parse(ask.URL)
	if err == nil && way.Proxy != "" {
		_, err = download.ProxyFor(way.Proxy, address)
	}
	if err != nil {
		return DownloadWays{}, err
	}
	for key, value := range map[string]string{"model_mirror": way.Mirror, "proxy": way.Proxy} {
		var kept any
		if value != "" {
			kept = value
		}
		if err := a.options.Folders.setConfig(key, kept); err != nil {
			return DownloadWays{}, err
		}
	}
	return a.waysOf(way), nil
}

// anyFetch is the fetch of any file of the catalogue: all go the same way.
func anyFetch(mirror string) (porter.Fetch, error) {
	offer := models.TheCatalogue().Models[0]
	return porter.FetchOf(offer, offer.Files[0], mirror)
}

// inWords says a way behind "downloaded from".
func (w DownloadWay) inWords() string {
	from := "where the catalogue says"
	ask, err := anyFetch(w.Mirror)
	switch {
	case err != nil:
		return "nowhere: the mirror in the settings is no address that files can be fetched from"
	case w.Mirror != "":
		from = "the mirror " + ask.Host
	}
	address, err := url.Parse(ask.URL)
	if err != nil {
		return from
	}
	proxy, err := download.ProxyFor(w.Proxy, address)
	switch {
	case err != nil:
		return "nowhere: the proxy that is named is no address that can be used"
	case proxy != nil && w.Proxy == "":
		return from + ", through the proxy " + proxy.Host + " that this computer's settings name"
	case proxy != nil:
		return from + ", through the proxy " + proxy.Host
	}
	return from + ", directly"
}

// withoutPassword is a URL with "xxxxx" for its password. Of what is no URL, all
// that may be one is left out: the settings can be written by hand.
func withoutPassword(proxy string) string {
	if u, err := url.Parse(proxy); err == nil && u.User != nil {
		return u.Redacted()
	}
	if at := strings.LastIndexByte(proxy, '@'); at >= 0 {
		return "xxxxx" + proxy[at:]
	}
	return proxy
}
