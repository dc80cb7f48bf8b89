package weaviate

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// schemaVersion is raised when the collections change so that an older Carrel
// would misread them.
const schemaVersion = 1

// The collections' descriptions begin with the mark, by which we know our own.
const mark = "Carrel schema "

const (
	// bm25K1 and bm25B are the embedded store's, see [termsOf]: our terms of a
	// text are there twice, and k1 with them.
	bm25K1 = 2 * 1.2
	bm25B  = 0.75
)

// mostReplicas is how many copies there are of an object if nobody says: with
// three, one node can be lost without anything else being at risk.
const mostReplicas = 3

// The versions of Weaviate. leastMinor is the first whose replicas find out by
// themselves what they have missed, deletions too.
const (
	major      = 1
	leastMinor = 27
	testedWith = "1.36"
)

// collection is Weaviate's class.
type collection struct {
	Class       string      `json:"class"`
	Description string      `json:"description"`
	Properties  []property  `json:"properties"`
	Vectorizer  string      `json:"vectorizer,omitempty"`
	IndexType   string      `json:"vectorIndexType,omitempty"`
	VectorIndex any         `json:"vectorIndexConfig,omitempty"`
	Inverted    any         `json:"invertedIndexConfig,omitempty"`
	Sharding    any         `json:"shardingConfig,omitempty"`
	Replication replication `json:"replicationConfig"`
}

type replication struct {
	Factor int  `json:"factor"`
	Async  bool `json:"asyncEnabled"` // replicas look for what they have missed
	// Deletion says what becomes of an object that one replica has deleted and
	// another not: the newest of both.
	Deletion string `json:"deletionStrategy,omitempty"`
}

type property struct {
	Name         string   `json:"name"`
	Description  string   `json:"description,omitempty"`
	DataType     []string `json:"dataType"`
	Tokenization string   `json:"tokenization,omitempty"`
	Filterable   bool     `json:"indexFilterable"`
	Searchable   bool     `json:"indexSearchable"`
	Ranges       bool     `json:"indexRangeFilters,omitempty"`
	later        bool     // it came after the collections were released: an older one gets it
}

// kept is a property that is only given back.
func kept(name, kind, description string) property {
	p := property{Name: name, DataType: []string{kind}, Description: description}
	if kind == "text" {
		p.Tokenization = "field"
	}
	return p
}

// exact is a property, of texts, that objects are chosen by.
func exact(name, kind, description string) property {
	return property{Name: name, DataType: []string{kind}, Tokenization: "field", Filterable: true, Description: description}
}

// summed is a number that is summed up over all objects, for which Weaviate wants
// an index.
func summed(name, description string) property {
	return property{Name: name, DataType: []string{"int"}, Filterable: true, Description: description}
}

// schema is the collections of a library in the order in which they are made:
// the passages last, so that a library that has them is complete.
func (s *Store) schema(replicas int) []collection {
	added := property{Name: "added", DataType: []string{"number"}, Filterable: true, Ranges: true, Description: "when it was last put in, Unix milliseconds"}
	day := func(name string) property {
		return property{Name: name, DataType: []string{"number"}, Filterable: true, Ranges: true, Description: "that the document's own date can be, as 20181231", later: true}
	}
	terms := property{Name: "terms", DataType: []string{"text"}, Tokenization: "whitespace", Searchable: true, Description: "analysed terms: the context's once, the text's twice"}
	list := []collection{
		{Class: s.holder, Description: "who has the file of a document", Properties: []property{
			exact("document", "text", "the document's id"),
			exact("order", "text", "the same in hex, which sorts by bytes"),
			exact("collections", "text[]", "names of those that the document is in there"),
			exact("folders", "text[]", "those that the file lies in or below, hashed"),
			kept("record", "text", "all that is known, JSON"),
		}},
		{Class: s.document, Description: "documents", Properties: []property{
			exact("document", "text", "the document's id"),
			exact("order", "text", "the same in hex, which sorts by bytes"),
			kept("edition", "text", "of the passages that count"),
			added,
			summed("passages", "how many"),
			summed("vectors", "how many passages have one"),
			kept("record", "text", "all that is known, JSON"),
		}},
		{Class: s.passage, Description: "passages of documents", Properties: []property{
			exact("document", "text", "the document's id"),
			exact("edition", "text", "of the document"),
			kept("number", "int", "from 0, in the document's order"),
			exact("format", "text", ""),
			exact("language", "text", ""),
			kept("page", "int", ""),
			kept("start", "int", "code points into the page's text"),
			kept("end", "int", ""),
			kept("place", "text", "in words"),
			kept("heading", "text", ""),
			kept("inside", "text", "its table's title and columns"),
			kept("text", "text", ""),
			terms,
			day(firstDay),
			day(lastDay),
		}},
	}
	for i := range list {
		c := &list[i]
		c.Description = fmt.Sprintf("%s%d: %s", mark, schemaVersion, c.Description)
		c.Vectorizer, c.IndexType = "none", "hnsw"
		c.VectorIndex = map[string]any{"skip": true} // no vectors
		if c.Class == s.passage {
			// Our vectors are of length 1 or 0, and come back as they were.
			c.VectorIndex = map[string]any{"distance": "dot"}
		}
		c.Inverted = map[string]any{
			"bm25": map[string]any{"k1": bm25K1, "b": bm25B}, "stopwords": map[string]any{"preset": "none"},
			"indexTimestamps": c.Class == s.passage, // see clear
		}
		// Weaviate's BM25 counts within a shard, so that the scores of one
		// shard are not comparable with another's. One holds millions.
		c.Sharding = map[string]any{"desiredCount": s.client.address.shards}
		c.Replication = replication{replicas, replicas > 1, "TimeBasedResolution"}
	}
	return list
}

// checkVersion refuses what is not Weaviate, and versions that cannot do what is needed.
func (s *Store) checkVersion(ctx context.Context) (version string, err error) {
	r, err := s.client.ask(ctx, http.MethodGet, "/v1/meta", nil, nil)
	if err != nil {
		return "", err
	}
	var meta struct{ Version string }
	switch {
	case r.status == http.StatusUnauthorized || r.status == http.StatusForbidden || r.status >= 300 && r.status < 400:
		return "", r.failure()
	case r.status != http.StatusOK || json.Unmarshal(r.body, &meta) != nil || meta.Version == "":
		return "", failure(CodeOther, "Something answers at %s, but it is not Weaviate. Check the address and the port.", r.host)
	}
	parts := regexp.MustCompile(`^v?(\d+)\.(\d+)`).FindStringSubmatch(meta.Version)
	if parts == nil {
		return "", failure(CodeOther, "The team store at %s says it is version %q of Weaviate, which Carrel does not know.", r.host, meta.Version)
	}
	first, _ := strconv.Atoi(parts[1])
	second, _ := strconv.Atoi(parts[2])
	switch {
	case first < major || first == major && second < leastMinor:
		return "", failure(CodeOther, "The team store at %s is Weaviate %s. Carrel needs %d.%d or newer (it is tested with %s). Ask whoever runs it to update it.", r.host, meta.Version, major, leastMinor, testedWith)
	case first > major:
		return "", failure(CodeOther, "The team store at %s is Weaviate %s, which is newer than what this Carrel knows (%s). Update Carrel.", r.host, meta.Version, testedWith)
	}
	return meta.Version, nil
}

// setUp makes the collections that are not there. Those that are must be ours.
func (s *Store) setUp(ctx context.Context) error {
	wanted := s.schema(0)
	missing := map[string]bool{}
	for _, c := range wanted {
		found, err := s.look(ctx, c.Class)
		if err != nil {
			return err
		}
		if found == nil {
			missing[c.Class] = true
		} else if err := s.ours(*found, c); err != nil {
			return err
		} else if err := s.addLater(ctx, *found, c); err != nil {
			return err
		}
	}
	if len(missing) == 0 {
		return nil
	}
	replicas := s.client.address.replicas
	if replicas == 0 {
		nodes, err := s.nodes(ctx)
		if err != nil {
			return err
		}
		replicas = min(max(len(nodes), 1), mostReplicas)
	}
	for _, c := range s.schema(replicas) {
		if !missing[c.Class] {
			continue
		}
		r, err := s.client.ask(ctx, http.MethodPost, "/v1/schema", nil, c)
		if err != nil {
			return err
		}
		if r.status == http.StatusOK {
			s.replicated = replicas > 1
			continue
		}
		// Somebody else may have made it at the same time.
		found, err := s.look(ctx, c.Class)
		if err != nil {
			return err
		}
		if found == nil {
			return r.failure()
		}
		if err := s.ours(*found, c); err != nil {
			return err
		}
	}
	return nil
}

// look gives a collection, nil if it is not there.
func (s *Store) look(ctx context.Context, class string) (*collection, error) {
	r, err := s.client.ask(ctx, http.MethodGet, "/v1/schema/"+class, nil, nil)
	if err != nil || r.status == http.StatusNotFound {
		return nil, err
	}
	var found collection
	if err := r.decode(&found); err != nil {
		return nil, err
	}
	return &found, nil
}

// ours checks that a collection is one that we have made, and as we would make it.
func (s *Store) ours(found, wanted collection) error {
	rest, ok := strings.CutPrefix(found.Description, mark)
	version, _, _ := strings.Cut(rest, ":")
	n, err := strconv.Atoi(version)
	if !ok || err != nil {
		return failure(CodeSchema, "The team store has a collection %s already, which is not Carrel's. Put another name at the end of the address, as in weaviate://localhost:8080/OurLibrary.", found.Class)
	}
	if n > schemaVersion {
		return failure(CodeNewer, "A newer version of Carrel has set up this library in the team store. Update Carrel to use it.")
	}
	have := map[string]property{}
	for _, p := range found.Properties {
		have[p.Name] = p
	}
	for _, p := range wanted.Properties {
		h, there := have[p.Name]
		if !there && p.later {
			continue
		}
		if !there || strings.Join(h.DataType, "") != strings.Join(p.DataType, "") || h.Tokenization != p.Tokenization || h.Searchable != p.Searchable || p.Filterable && !h.Filterable {
			return failure(CodeSchema, "The collection %s of the team store is not as Carrel made it: %q is missing or another. Put another name at the end of the address, and copy the library there anew.", found.Class, p.Name)
		}
	}
	s.replicated = found.Replication.Factor > 1
	return nil
}

// addLater adds the properties that a collection of an older Carrel lacks, which
// goes on without them. Objects get them when they are put in anew.
func (s *Store) addLater(ctx context.Context, found, wanted collection) error {
	for _, p := range wanted.Properties {
		if !p.later || slices.ContainsFunc(found.Properties, func(h property) bool { return h.Name == p.Name }) {
			continue
		}
		r, err := s.client.ask(ctx, http.MethodPost, "/v1/schema/"+found.Class+"/properties", nil, p)
		if err != nil {
			return err
		}
		if r.status == http.StatusOK {
			continue
		}
		// Somebody else may have added it at the same time.
		now, err := s.look(ctx, found.Class)
		if err != nil {
			return err
		}
		if now == nil || !slices.ContainsFunc(now.Properties, func(h property) bool { return h.Name == p.Name }) {
			return r.failure()
		}
	}
	return nil
}

// node is one server of the cluster, as the others see it.
type node struct{ Name, Status string }

// nodes lists them. A key that may not ask gets none.
func (s *Store) nodes(ctx context.Context) ([]node, error) {
	r, err := s.client.ask(ctx, http.MethodGet, "/v1/nodes", nil, nil)
	if err != nil {
		return nil, err
	}
	if r.status == http.StatusForbidden {
		return nil, nil
	}
	var list struct{ Nodes []node }
	return list.Nodes, r.decode(&list)
}
