package models

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"carrel/inference"
)

// Catalogue is what Carrel knows of models that can be downloaded: catalogue.json,
// which catalogue.schema.json describes.
type Catalogue struct {
	Hosts    map[string]Host    `json:"hosts"`
	Licences map[string]Licence `json:"licences"`
	Models   []Offer            `json:"models"`
}

// Host is a house that models come from.
type Host struct {
	Name string `json:"name"` // as people call it
	// DeliversFrom are the domains, with their subdomains, that it may send whoever
	// asks it for a file to: its own delivery network.
	DeliversFrom []string `json:"delivers_from"`
}

// Licence is what a model may be used for.
type Licence struct {
	Name string `json:"name"`
	URL  string `json:"url"`
	// Commercial use: "yes", "conditions" (see Note) or "no".
	Commercial string `json:"commercial"`
	Note       string `json:"note,omitempty"`
}

// Offer is a model that can be downloaded.
type Offer struct {
	ID     string         `json:"id"`
	Name   string         `json:"name"`
	Family string         `json:"family"`
	Kind   inference.Kind `json:"kind"`
	// Step is its place among those that are recommended, from small to large; 0:
	// it is not one of them.
	Step       int   `json:"step,omitempty"`
	Parameters int64 `json:"parameters"` // rounded where its makers say no more
	// Active is how many of them compute each token; 0: all.
	Active  int64 `json:"active_parameters,omitempty"`
	Context int   `json:"context"` // tokens
	// CacheBytes is the memory for each token of context, in float16; 0: none.
	CacheBytes int64       `json:"cache_bytes,omitempty"`
	Languages  []string    `json:"languages"` // ISO 639, or "many"
	Tools      bool        `json:"tools"`     // it was trained to call functions
	Thinking   string      `json:"thinking"`  // before it answers: "never", "choice" or "always"
	Text       string      `json:"text"`
	Licence    string      `json:"licence"` // key of Catalogue.Licences
	Source     Source      `json:"source"`
	Files      []OfferFile `json:"files"` // the first is the usual one
}

// Source is where a model's files lie.
type Source struct {
	Host       string `json:"host"` // key of Catalogue.Hosts
	Repository string `json:"repository"`
}

// OfferFile is one file of a model, in one quantisation.
type OfferFile struct {
	Quantisation string `json:"quantisation"`
	File         string `json:"file"`
	Revision     string `json:"revision,omitempty"` // the commit with these bytes; "": the newest
	Bytes        int64  `json:"bytes"`
	Approximate  bool   `json:"approximate,omitempty"` // Bytes is reckoned, not known
	// SHA256 in hex; nil where it isn't known for certain: then it is taken from the
	// source's metadata at the download and pinned from then on.
	SHA256 *string `json:"sha256"`
}

//go:embed catalogue.json
var catalogueJSON []byte

// TheCatalogue is the one that comes with this program. Do not change it.
var TheCatalogue = sync.OnceValue(func() Catalogue {
	var c Catalogue
	if err := json.Unmarshal(catalogueJSON, &c); err != nil {
		panic("inference/models: catalogue.json: " + err.Error()) // embedded; a test reads it
	}
	return c
})

// Find gives the offer and file that a name means: an id, for the usual file, or
// an id and a quantisation, as in "qwen3-4b:Q8_0".
func (c Catalogue) Find(name string) (Offer, OfferFile, error) {
	id, quantisation, chosen := strings.Cut(name, ":")
	i := slices.IndexFunc(c.Models, func(o Offer) bool { return strings.EqualFold(o.ID, id) })
	if i < 0 {
		return Offer{}, OfferFile{}, &inference.Error{Code: inference.CodeModelMissing, Message: fmt.Sprintf("The catalogue has no model named %q. See: carrel model list --catalogue", id)}
	}
	offer := c.Models[i]
	if !chosen {
		return offer, offer.Files[0], nil
	}
	var known []string
	for _, f := range offer.Files {
		if strings.EqualFold(f.Quantisation, quantisation) {
			return offer, f, nil
		}
		known = append(known, f.Quantisation)
	}
	return Offer{}, OfferFile{}, &inference.Error{Code: inference.CodeModelMissing, Message: fmt.Sprintf("%s is not offered as %q, but as: %s.", offer.ID, quantisation, strings.Join(known, ", "))}
}

// Path is the path of a file's address at its host, as model hubs have them.
func (s Source) Path(f OfferFile) string {
	revision := f.Revision
	if revision == "" {
		revision = "main"
	}
	return "/" + s.Repository + "/resolve/" + revision + "/" + url.PathEscape(f.File)
}
