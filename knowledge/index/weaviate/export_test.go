package weaviate

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"carrel/knowledge/index"
	"carrel/knowledge/index/weaviate/weaviatetest"
)

// call asks for a reply in JSON; into may be nil.
func (c *client) call(ctx context.Context, method, path string, query url.Values, in, into any) error {
	r, err := c.ask(ctx, method, path, query, in)
	if err != nil {
		return err
	}
	return r.decode(into)
}

// OpenFresh opens an empty library in a cluster.
func OpenFresh(t testing.TB, c *weaviatetest.Cluster) *Store {
	t.Helper()
	return open(t, serverConfig(t, c, fresh()))
}

// Native asks for Weaviate's own hybrid query, which the store does not use, and
// gives the ids of the passages' documents.
func (s *Store) Native(ctx context.Context, terms []index.Term, vector []float32) ([]string, error) {
	var texts []string
	for _, t := range terms {
		texts = append(texts, t.Text)
	}
	answers, err := s.client.find(ctx, []selection{{name: "list", collection: s.passage, fields: passageFields,
		arguments: append(upTo(20), fmt.Sprintf(`hybrid:{query:%s,vector:%s,alpha:0.5,properties:["terms"],fusionType:relativeScoreFusion}`,
			quote(strings.Join(texts, " ")), quote(vector)))}}, nil)
	if err != nil {
		return nil, err
	}
	var list []passageAnswer
	if err := answers.decode("list", &list); err != nil {
		return nil, err
	}
	var found []string
	for _, a := range list {
		found = append(found, a.Document)
	}
	return found, nil
}
