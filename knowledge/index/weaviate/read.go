package weaviate

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"carrel/knowledge/index"
)

// mostResults is how many objects Weaviate gives at once, and passes over, at most.
const mostResults = 10_000

// one gives what is known of a document; false where it is not listed.
func (s *Store) one(ctx context.Context, id string) (documentRecord, bool, error) {
	var r documentRecord
	properties, _, there, err := s.read(ctx, s.document, s.documentID(id), false)
	if err != nil || !there {
		return r, false, err
	}
	return r, true, unpack(properties, &r)
}

// unpack reads the record in an object's properties.
func unpack(properties json.RawMessage, record any) error {
	var p struct{ Record string }
	err := json.Unmarshal(properties, &p)
	if err == nil {
		err = json.Unmarshal([]byte(p.Record), record)
	}
	if err != nil {
		return fmt.Errorf("read the team store's answer: %w", err)
	}
	return nil
}

// Documents lists up to n documents by ascending id: those whose id is greater
// than after.
func (s *Store) Documents(ctx context.Context, after string, n int) ([]index.SharedDocument, error) {
	where := &filter{Operator: "GreaterThan", Path: []string{"order"}, Text: order(after)}
	if after == "" {
		where = nil
	}
	answers, err := s.client.find(ctx, []selection{s.agreedOn("list", s.document, where, min(n, mostResults), "record", byOrder)}, nil)
	if err != nil {
		return nil, err
	}
	records, err := recordsIn[documentRecord](answers, "list")
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(records))
	for i, r := range records {
		ids[i] = r.ID
	}
	holders, err := s.holders(ctx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]index.SharedDocument, len(records))
	for i, r := range records {
		list[i] = r.document()
		list[i].Holders = holders[r.ID]
	}
	return list, nil
}

// Document is knowledge.TeamReader's.
func (s *Store) Document(ctx context.Context, id string) (index.SharedDocument, error) {
	record, listed, err := s.one(ctx, id)
	if err == nil && !listed {
		err = index.ErrNotFound
	}
	if err != nil {
		return index.SharedDocument{}, err
	}
	d := record.document()
	holders, err := s.holders(ctx, []string{id})
	d.Holders = holders[id]
	return d, err
}

// recordsIn reads the records of the objects that came as an answer.
func recordsIn[R any](a answers, name string) ([]R, error) {
	var objects []struct{ Record string }
	if err := a.decode(name, &objects); err != nil {
		return nil, err
	}
	list := make([]R, len(objects))
	for i, o := range objects {
		if err := json.Unmarshal([]byte(o.Record), &list[i]); err != nil {
			return nil, fmt.Errorf("read the team store's answer: %w", err)
		}
	}
	return list, nil
}

// holders gives those of documents, by name.
func (s *Store) holders(ctx context.Context, documents []string) (map[string][]index.Holder, error) {
	if len(documents) == 0 {
		return nil, nil
	}
	answers, err := s.client.find(ctx, []selection{s.selectHolders(documents)}, nil)
	if err != nil {
		return nil, err
	}
	all, more, err := holdersIn(answers)
	if err != nil || !more {
		return all, err
	}
	if len(documents) == 1 {
		return all, nil // ten thousand people have it: that many are enough to say
	}
	half := len(documents) / 2
	all, err = s.holders(ctx, documents[:half])
	if err != nil {
		return nil, err
	}
	rest, err := s.holders(ctx, documents[half:])
	for id, list := range rest {
		all[id] = list
	}
	return all, err
}

func (s *Store) selectHolders(documents []string) selection {
	return s.agreedOn("holders", s.holder, anyOf("document", documents), mostResults, "record")
}

// holdersIn reads the answer to selectHolders; more says that there are others.
func holdersIn(a answers) (all map[string][]index.Holder, more bool, err error) {
	records, err := recordsIn[holderRecord](a, "holders")
	all = map[string][]index.Holder{}
	for _, r := range records {
		all[r.Document] = append(all[r.Document], r.holder())
	}
	for _, list := range all {
		slices.SortFunc(list, func(a, b index.Holder) int { return cmp.Compare(a.Name, b.Name) })
	}
	return all, len(records) >= mostResults, err
}

// Passages gives up to n passages of a document with their vectors, by ascending
// number, from the number on.
func (s *Store) Passages(ctx context.Context, document string, from, n int) ([]index.SharedPassage, error) {
	record, listed, err := s.one(ctx, document)
	if err != nil || !listed {
		return nil, err
	}
	to := min(from+min(n, mostResults), record.Passages)
	if from >= to {
		return nil, nil
	}
	ids := make([]string, 0, to-from)
	for number := from; number < to; number++ {
		ids = append(ids, s.passageID(document, record.Edition, number))
	}
	answers, err := s.client.find(ctx, []selection{{name: "list", collection: s.passage, where: anyOf("id", ids),
		arguments: upTo(len(ids)), fields: passageFields + ` _additional{vector}`}}, nil)
	if err != nil {
		return nil, err
	}
	var found []passageAnswer
	if err := answers.decode("list", &found); err != nil {
		return nil, err
	}
	list := make([]index.SharedPassage, len(ids))
	have := make([]bool, len(ids))
	for _, a := range found {
		if i := a.Number - from; i >= 0 && i < len(ids) {
			list[i], have[i] = a.passage(), true
		}
	}
	for i, id := range ids {
		if have[i] {
			continue
		}
		var there bool
		if list[i], there, err = s.passageByID(ctx, id, true); err != nil {
			return nil, err
		}
		if !there {
			return nil, failure(CodeRefused, "The team store has lost a passage of %q. Put the document in again.", record.Title)
		}
	}
	for i := range list {
		if len(list[i].Vector) == 0 {
			list[i].Vector = nil
		}
	}
	return list, nil
}

// passageByID gives a passage that the node which was asked does not know: it may
// have missed it, and most of the nodes have it.
func (s *Store) passageByID(ctx context.Context, id string, vector bool) (index.SharedPassage, bool, error) {
	properties, v, there, err := s.read(ctx, s.passage, id, vector)
	if err != nil || !there {
		return index.SharedPassage{}, false, err
	}
	var a passageAnswer
	if err := json.Unmarshal(properties, &a); err != nil {
		return index.SharedPassage{}, false, fmt.Errorf("read the team store's answer: %w", err)
	}
	a.Additional.Vector = v
	return a.passage(), true, nil
}

// count counts the objects that a filter lets pass.
func (s *Store) count(ctx context.Context, class string, where *filter) (int, error) {
	answers, err := s.client.find(ctx, nil, []selection{counting("n", class, where)})
	if err != nil {
		return 0, err
	}
	return answers.count("n")
}

func counting(name, class string, where *filter) selection {
	return selection{name: name, collection: class, where: where, fields: "meta{count}"}
}

// count reads the answer to counting.
func (a answers) count(name string) (int, error) {
	var counts []struct{ Meta struct{ Count int } }
	if err := a.decode(name, &counts); err != nil || len(counts) == 0 {
		return 0, err
	}
	return counts[0].Meta.Count, nil
}

// State says what is in the store, and that it works.
func (s *Store) State(ctx context.Context) (index.SharedState, error) {
	state := index.SharedState{Schema: schemaVersion}
	version, err := s.checkVersion(ctx)
	if err != nil {
		return state, err
	}
	state.Product = "Weaviate " + version
	if state.Embedder, err = s.embedder(ctx); err != nil {
		return state, err
	}
	answers, err := s.client.find(ctx, nil, []selection{{name: "all", collection: s.document, fields: "meta{count} passages{sum} vectors{sum}"}})
	if err != nil {
		return state, err
	}
	var sums []struct {
		Meta              struct{ Count int }
		Passages, Vectors struct{ Sum float64 }
	}
	if err := answers.decode("all", &sums); err != nil {
		return state, err
	}
	for _, sum := range sums {
		state.Documents, state.Passages, state.Vectors = sum.Meta.Count, int(sum.Passages.Sum), int(sum.Vectors.Sum)
	}
	state.Trouble, err = s.trouble(ctx)
	return state, err
}

// trouble says what is wrong though the store answers.
func (s *Store) trouble(ctx context.Context) (string, error) {
	var trouble []string
	well, members, err := s.answering(ctx)
	if err != nil {
		return "", err
	}
	if well < members {
		trouble = append(trouble, fmt.Sprintf("%d of %d nodes answer", well, members))
	}
	r, err := s.client.ask(ctx, http.MethodGet, "/v1/schema/"+s.passage+"/shards", nil, nil)
	if err != nil {
		return "", err
	}
	var shards []struct{ Status string }
	if r.status == http.StatusOK {
		err = r.decode(&shards)
	}
	for _, shard := range shards {
		if shard.Status == "READONLY" {
			trouble = append(trouble, "it is read-only and takes nothing in")
			break
		}
	}
	return strings.Join(trouble, "; "), err
}

// answering is how many nodes of how many answer; 0 where the key may not ask.
func (s *Store) answering(ctx context.Context) (well, members int, err error) {
	nodes, err := s.nodes(ctx)
	if err != nil {
		return 0, 0, err
	}
	for _, n := range nodes {
		if n.Status == "HEALTHY" {
			well++
		}
	}
	members, err = s.members(ctx)
	return well, max(members, len(nodes)), err
}

// members is how many nodes the cluster has, whether they answer or not; 0 where
// the key may not ask.
func (s *Store) members(ctx context.Context) (int, error) {
	r, err := s.client.ask(ctx, http.MethodGet, "/v1/cluster/statistics", nil, nil)
	if err != nil || r.status == http.StatusForbidden || r.status == http.StatusNotFound {
		return 0, err
	}
	var cluster struct {
		Statistics []struct {
			Raft struct{ LatestConfiguration []struct{ ID string } }
		}
	}
	err = r.decode(&cluster)
	most := 0
	for _, one := range cluster.Statistics {
		most = max(most, len(one.Raft.LatestConfiguration))
	}
	return most, err
}
