package weaviate

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"carrel/knowledge/index"
)

// TestRepairedWhole: what replicas are compared by while it is read is all of an object, as
// one that lacks it is given what was read. Of passages it is never all.
func TestRepairedWhole(t *testing.T) {
	var queries []string
	record := quote(quote(documentRecord{ID: "1", Edition: "e", Passages: 1}))
	s := storeAt(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != graphQL {
			fmt.Fprintf(w, `{"properties":{"record":%s}}`, record)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		queries = append(queries, strings.ReplaceAll(string(body), `\"`, `"`))
		passage := `[{"document":"1","edition":"e","number":0,"text":"The whale sings.","_additional":{"id":"p","score":"1"}}]`
		fmt.Fprintf(w, `{"data":{"Get":{"words":%s,"passages":%s,"documents":[{"document":"1","edition":"e","record":%s}],"holders":[],"list":%s},"Aggregate":{"all":[{"meta":{"count":1}}],"term0":[{"meta":{"count":1}}]}}}`,
			passage, passage, record, strings.Replace(passage, `"text"`, `"record":`+record+`,"text"`, 1))
	})
	s.document, s.holder, s.replicated, s.counts = "NameDocument", "NameHolder", true, map[string]counted{}
	if hits, err := s.Search(t.Context(), index.SharedQuery{Terms: index.QueryTerms("whale"), K: 3}); err != nil || len(hits) != 1 {
		t.Fatalf("a search finds %v, %v", hits, err)
	}
	if list, err := s.Documents(t.Context(), "", 10); err != nil || len(list) != 1 {
		t.Fatalf("the documents are %v, %v", list, err)
	}
	if list, err := s.Passages(t.Context(), "1", 0, 10); err != nil || len(list) != 1 {
		t.Fatalf("the passages are %v, %v", list, err)
	}
	compared := map[string]int{}
	for _, q := range queries {
		for {
			before, after, ok := strings.Cut(q, "consistencyLevel:")
			if !ok {
				break
			}
			class := before[strings.LastIndex(before, ":Name")+1:]
			class, _, _ = strings.Cut(class, "(")
			_, fields, _ := strings.Cut(after, "){")
			fields, _, _ = strings.Cut(fields, "}")
			compared[class]++
			for _, c := range s.schema(0) {
				for _, p := range c.Properties {
					if c.Class == class && !strings.Contains(" "+fields+" ", " "+p.Name+" ") {
						t.Errorf("of %s is read %q, without %s", class, fields, p.Name)
					}
				}
			}
			q = after
		}
	}
	if compared[s.document] != 3 || compared[s.holder] != 2 || len(compared) != 2 {
		t.Errorf("replicas are compared by %v", compared)
	}
}

// TestSlowWrites: a cluster that is slow is given time at once, and no longer when it isn't.
func TestSlowWrites(t *testing.T) {
	c := storeAt(t, func(http.ResponseWriter, *http.Request) {}).client
	for _, step := range []struct{ took, given, want time.Duration }{
		{time.Second, writeLimit, 0},
		{15 * time.Second, 2 * writeLimit, 2 * writeLimit},
		{9 * time.Second, 2 * writeLimit, 2 * writeLimit},
		{time.Second, 2 * writeLimit, 0},
	} {
		if c.wrote(step.took, step.given); c.slow != step.want {
			t.Errorf("after %v of %v it is given %v, want %v", step.took, step.given, c.slow, step.want)
		}
	}
	c.wrote(15*time.Second, 2*writeLimit)
	if _, err := c.try(t.Context(), http.MethodPost, batchObjects, nil, nil); err != nil || c.slow != 0 {
		t.Errorf("after a quick write it is given %v, %v", c.slow, err)
	}
}
