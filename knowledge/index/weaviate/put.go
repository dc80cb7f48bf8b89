package weaviate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"carrel/knowledge/index"
)

const (
	// batchPassages and batchBytes bound what is sent at once. Weaviate takes
	// 100 MB; smaller ones spread better and are repeated sooner.
	batchPassages = 200
	batchBytes    = 4 << 20
	// forgotten is how old passages of an edition that no document names have to
	// be for it to be certain that nobody is writing the document still.
	forgotten = 24 * time.Hour
)

// UseEmbedder makes the embedder the store's if it has none yet. It is an
// *index.OtherEmbedder if it has another one.
func (s *Store) UseEmbedder(ctx context.Context, e index.SharedEmbedder) error {
	theirs, err := s.embedder(ctx)
	if err != nil {
		return err
	}
	if theirs == (index.SharedEmbedder{}) {
		// Adding a property is agreed on by the whole cluster, and is refused
		// to all but the first: of two that choose at once, one is late.
		r, err := s.client.ask(ctx, http.MethodPost, "/v1/schema/"+s.passage+"/properties", nil, kept(embedderProperty, "text", quote(e)))
		if err != nil {
			return err
		}
		if theirs, err = s.embedder(ctx); err != nil {
			return err
		}
		if theirs == (index.SharedEmbedder{}) {
			if r.status == http.StatusOK {
				return failure(CodeRefused, "The team store took note of the embedding model, and does not know it now. Try again.")
			}
			return r.failure()
		}
	}
	if theirs != e {
		return &index.OtherEmbedder{Theirs: theirs, Ours: e}
	}
	return nil
}

// embedderProperty is a property of the passages that none of them has. Its
// description says which embedder made the vectors.
const embedderProperty = "embedder"

// embedder gives that of the store, zero where there is none yet.
func (s *Store) embedder(ctx context.Context) (index.SharedEmbedder, error) {
	if known := s.known.Load(); known != nil {
		return *known, nil
	}
	found, err := s.passages(ctx)
	if err != nil {
		return index.SharedEmbedder{}, err
	}
	for _, p := range found.Properties {
		if p.Name != embedderProperty {
			continue
		}
		var e index.SharedEmbedder
		if err := json.Unmarshal([]byte(p.Description), &e); err != nil || e.Dimensions <= 0 {
			return e, failure(CodeSchema, "What the team store says of its embedding model can't be read (%q).", p.Description)
		}
		s.known.Store(&e)
		return e, nil
	}
	return index.SharedEmbedder{}, nil
}

// passages gives the collection of the passages. A node that has started serves before it
// has read its schema: that it has been deleted is only believed after a while.
func (s *Store) passages(ctx context.Context) (found collection, err error) {
	r, err := s.client.until(ctx, http.MethodGet, "/v1/schema/"+s.passage, nil, nil, func(r reply) error {
		if r.status == http.StatusNotFound {
			return s.gone()
		}
		return r.unable()
	})
	if err == nil {
		err = r.decode(&found)
	}
	return found, err
}

// gone says that a collection has been deleted.
func (s *Store) gone() error {
	return failure(CodeSchema, "The collections %s… are no longer in the team store. Connect to it anew to make them, then copy the library there.", s.client.address.name)
}

// Put puts a document with all its passages into the store; see
// knowledge.TeamWriter.
//
// Somebody may remove the document meanwhile, who looks for holders after taking
// the document's object away, and then removes the passages that were there when
// they began. So holders are written before it is looked for the object once
// more: either the holder is seen by the one who removes, or the missing object
// here, and then the passages are written anew, as an edition that nobody has
// seen yet.
//
// Several may put the same document in at once, and each list the edition of
// another as they found it. So whoever removes passages that were listed once
// looks afterwards whether somebody has listed them again: who lists them later
// finds them missing, see complete, and lists others of their own.
func (s *Store) Put(ctx context.Context, d index.SharedDocument, passages index.SharedPassages) (err error) {
	if err := s.checkVectors(ctx, d); err != nil {
		return err
	}
	record := recordOf(d)
	prior, listed, err := s.one(ctx, d.ID)
	if err != nil {
		return err
	}
	if err := s.sweep(ctx, d.ID); err != nil {
		return err
	}
	there := listed && sameText(prior.Edition, record.Edition)
	if there {
		record.Edition = prior.Edition
	}
	broken := ""     // an edition that was found without some of its passages
	listing := false // the document's object is written, or may be
	defer func() {
		if err != nil && !there && !listing && record.Edition != "" {
			s.cutOff(d.ID, unfinished{edition: record.Edition})
		}
	}()
	for range 3 {
		if !there {
			if record.Edition, err = s.putAnew(ctx, d, passages); err != nil {
				return err
			}
		}
		var objects []object
		for _, h := range d.Holders {
			objects = append(objects, s.holderObject(d.ID, h))
		}
		if err := s.write(ctx, objects...); err != nil {
			return err
		}
		now, still, err := s.one(ctx, d.ID)
		if err != nil {
			return err
		}
		if vanished := listed && !still; vanished || there && now.Edition != record.Edition {
			if err := s.abandon(ctx, record, there); err != nil {
				return err
			}
			listed, there = still, false
			continue
		}
		if still && !there {
			if now.Edition != broken && sameText(now.Edition, record.Edition) { // another one has been quicker
				if err := s.abandon(ctx, record, there); err != nil {
					return err
				}
				record.Edition, there = now.Edition, true
			} else {
				prior = now
			}
		}
		listing = true
		for range 3 {
			if err := s.write(ctx, s.documentObject(record)); err != nil {
				return err
			}
			if now, still, err = s.one(ctx, d.ID); err != nil {
				return err
			}
			if !still || there || now.Edition != prior.Edition {
				break
			}
			// Somebody who was removing it has seen the holder, and put back what was there.
		}
		switch {
		case !still:
		case now.Edition != record.Edition: // somebody else has put it in anew meanwhile
			if again, err := s.abandonListed(ctx, record, there); err != nil || !again {
				return err
			}
		default:
			whole, err := s.complete(ctx, record, there)
			if err != nil {
				return err
			}
			if whole {
				if there {
					prior.Edition = "" // the same
				}
				return s.clear(ctx, record, prior.Edition)
			}
		}
		broken, listed, there, listing = record.Edition, false, false, false
	}
	return failure(CodeRefused, "Somebody removes %q from the team store again and again. Try later.", d.Title)
}

// abandon removes the passages of an edition of our own that will not be listed.
func (s *Store) abandon(ctx context.Context, r documentRecord, theirs bool) error {
	if theirs {
		return nil
	}
	return s.removeAll(ctx, s.passage, both(equal("document", r.ID), equal("edition", r.Edition)))
}

// abandonListed is abandon for an edition that has been listed: again says that
// it is listed once more, by somebody who found it so, and without its passages now.
func (s *Store) abandonListed(ctx context.Context, r documentRecord, theirs bool) (again bool, err error) {
	if theirs {
		return false, nil
	}
	if err := s.abandon(ctx, r, theirs); err != nil {
		return false, err
	}
	now, listed, err := s.one(ctx, r.ID)
	return listed && now.Edition == r.Edition, err
}

// unfinished is an edition that was not written to its end: tried again, it would
// lie there beside the next one for as long as forgotten says.
type unfinished struct {
	edition string
	// Those of the passages that have these numbers, to left out, may be there
	// without the indexes knowing it, see write.
	from, to int
}

// cutOff notes an edition that Put was cut off with.
func (s *Store) cutOff(document string, u unfinished) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cut == nil {
		s.cut = map[string][]unfinished{}
	}
	s.cut[document] = append(s.cut[document], u)
}

// sweep removes what Put was cut off with before.
func (s *Store) sweep(ctx context.Context, document string) error {
	s.mu.Lock()
	list := s.cut[document]
	delete(s.cut, document)
	s.mu.Unlock()
	for i, u := range list {
		err := s.removeAll(ctx, s.passage, both(equal("document", document), equal("edition", u.edition)))
		for n := u.from; n < u.to && err == nil; n++ {
			err = s.remove(ctx, s.passage, s.passageID(document, u.edition, n))
		}
		if err != nil {
			for _, u := range list[i:] {
				s.cutOff(document, u)
			}
			return err
		}
	}
	return nil
}

// checkVectors checks that vectors can be told apart from those of another embedder.
func (s *Store) checkVectors(ctx context.Context, d index.SharedDocument) error {
	if d.Vectors == 0 {
		return nil
	}
	e, err := s.embedder(ctx)
	if err == nil && e.Dimensions == 0 {
		err = errNoEmbedder
	}
	return err
}

var errNoEmbedder = errors.New("the team's store has not been told of an embedding model, so it takes no vectors")

// putAnew writes the passages as an edition that nobody has seen yet. If a node
// may have died over it, which leaves it with passages that its indexes do not
// know, see write, it writes them as another one: their vectors say something,
// and cannot be others.
func (s *Store) putAnew(ctx context.Context, d index.SharedDocument, passages index.SharedPassages) (edition string, err error) {
	for range mostCuts {
		u := unfinished{edition: freshEdition(d)}
		cut, err := s.putPassages(ctx, d, &u, passages)
		if err != nil || cut {
			s.cutOff(d.ID, u)
		}
		if err != nil {
			return "", err
		}
		if !cut {
			return u.edition, s.sweep(ctx, d.ID)
		}
	}
	return "", errCut
}

// putPassages writes the passages of an edition, until it is cut off, see send.
func (s *Store) putPassages(ctx context.Context, d index.SharedDocument, u *unfinished, passages index.SharedPassages) (cut bool, err error) {
	e, err := s.embedder(ctx)
	if err != nil {
		return false, err
	}
	var batch []object
	written, size := 0, 0
	send := func() (cut bool, err error) {
		if cut, err = s.send(ctx, batch...); cut || err != nil {
			u.from, u.to = written, written+len(batch)
		}
		written += len(batch)
		batch, size = batch[:0], 0
		return cut, err
	}
	for p, err := range index.Checked(d, passages) {
		if err != nil {
			return false, err
		}
		if p.Vector != nil && len(p.Vector) != e.Dimensions {
			return false, &index.OtherEmbedder{Theirs: e, Ours: index.SharedEmbedder{Name: "?", Dimensions: len(p.Vector)}}
		}
		batch = append(batch, s.passageObject(d, u.edition, p))
		size += 4*len(p.Text) + 12*len(p.Vector)
		if len(batch) == batchPassages || size > batchBytes {
			if cut, err := send(); err != nil || cut {
				return cut, err
			}
		}
	}
	if len(batch) == 0 {
		return false, nil
	}
	return send()
}

// complete reports whether all passages of an edition are there: by their
// number where somebody else has written them, who may have been cut off; of
// our own, whether somebody has removed them meanwhile, see bereft.
func (s *Store) complete(ctx context.Context, r documentRecord, theirs bool) (bool, error) {
	if !theirs {
		bereft, err := s.bereft(ctx, r)
		return !bereft, err
	}
	n, err := s.count(ctx, s.passage, both(equal("document", r.ID), equal("edition", r.Edition)))
	return n >= r.Passages, err
}

// bereft reports whether a document is listed whose passages have been removed
// after they were written, or while they were: then the first or the last is
// missing, as most of the replicas have it.
func (s *Store) bereft(ctx context.Context, r documentRecord) (bool, error) {
	for _, number := range []int{0, r.Passages - 1} {
		if number < 0 || number >= r.Passages {
			continue
		}
		_, _, there, err := s.read(ctx, s.passage, s.passageID(r.ID, r.Edition, number), false)
		if err != nil || !there {
			return !there, err
		}
	}
	return false, nil
}

// clear removes passages of a document that are not of its edition: those of
// the edition before, and those that were written for one which was never
// finished, if they have been there for long. prior is "" where there was none.
// Where somebody has listed the edition before once more, r is listed again.
func (s *Store) clear(ctx context.Context, r documentRecord, prior string) error {
	useless := &filter{Operator: "LessThan", Path: []string{"_creationTimeUnix"}, Text: fmt.Sprint(time.Now().Add(-forgotten).UnixMilli())}
	if prior != "" {
		useless = &filter{Operator: "Or", Operands: []*filter{useless, equal("edition", prior)}}
	}
	other := equal("edition", r.Edition)
	other.Operator = "NotEqual"
	these := both(equal("document", r.ID), other, useless)
	// Nearly always there are none, and to ask costs a server that has just
	// started less than to have it delete.
	if n, err := s.count(ctx, s.passage, these); err != nil || n == 0 {
		return err
	}
	if err := s.removeAll(ctx, s.passage, these); err != nil || prior == "" {
		return err
	}
	now, listed, err := s.one(ctx, r.ID)
	if err != nil || !listed || now.Edition != prior {
		return err
	}
	return s.write(ctx, s.documentObject(r))
}

// Delete takes a holder from a document, and removes the document when it was
// the last; "" removes it whoever has it. What is not there is no error.
func (s *Store) Delete(ctx context.Context, document, holder string) error {
	if err := s.sweep(ctx, document); err != nil {
		return err
	}
	// Of what was written until now, listed or not: text that a Put was cut off
	// with must go too. What is written from now on is somebody else's, see Put.
	editions, err := s.editions(ctx, document)
	if err != nil {
		return err
	}
	if holder != "" {
		if err := s.remove(ctx, s.holder, s.holderID(document, holder)); err != nil {
			return err
		}
		if held, err := s.held(ctx, document); err != nil || held {
			return err
		}
	}
	record, listed, err := s.one(ctx, document)
	if err != nil {
		return err
	}
	if err := s.remove(ctx, s.document, s.documentID(document)); err != nil {
		return err
	}
	if holder != "" {
		// Somebody may have put it in meanwhile, see Put.
		held, err := s.held(ctx, document)
		if err != nil {
			return err
		}
		if held {
			if _, again, err := s.one(ctx, document); err != nil || again || !listed {
				return err
			}
			return s.write(ctx, s.documentObject(record))
		}
	} else if err := s.removeAll(ctx, s.holder, equal("document", document)); err != nil {
		return err
	}
	if listed && !slices.Contains(editions, record.Edition) { // the node that was asked may have missed it
		editions = append(editions, record.Edition)
	}
	if len(editions) == 0 {
		return nil
	}
	if err := s.removeAll(ctx, s.passage, both(equal("document", document), anyOf("edition", editions))); err != nil {
		return err
	}
	// Whoever put it in meanwhile must not be left with a document without its
	// passages: from this they notice, see Put.
	now, still, err := s.one(ctx, document)
	if err != nil || !still {
		return err
	}
	bereft, err := s.bereft(ctx, now)
	if err != nil || !bereft {
		return err
	}
	return s.remove(ctx, s.document, s.documentID(document))
}

// editions gives the editions of a document of which there are passages.
func (s *Store) editions(ctx context.Context, document string) ([]string, error) {
	answers, err := s.client.find(ctx, nil, []selection{{name: "editions", collection: s.passage, where: equal("document", document),
		arguments: []string{`groupBy:["edition"]`}, fields: "groupedBy{value}"}})
	if err != nil {
		return nil, err
	}
	var groups []struct{ GroupedBy struct{ Value string } }
	if err := answers.decode("editions", &groups); err != nil {
		return nil, err
	}
	var list []string
	for _, g := range groups {
		list = append(list, g.GroupedBy.Value)
	}
	return list, nil
}

// held reports whether somebody has the document. It looks at the objects: in
// the count a holder can go on whose removal a node has died over.
func (s *Store) held(ctx context.Context, document string) (bool, error) {
	holders, err := s.holders(ctx, []string{document})
	return len(holders[document]) > 0, err
}
