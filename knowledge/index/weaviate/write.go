package weaviate

import (
	"cmp"
	"context"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// write writes objects of a collection without vectors, in the place of those
// with the same ids.
//
// A node that dies while it writes can be left with an object that its indexes
// do not know, which is then found by its id and by nothing else. Written once
// more it stays so: Weaviate leaves an object alone that has not changed, and of
// one that has, whatever has not. Only one with another vector is indexed anew.
// So what may have been cut off is written again with one that means nothing.
func (s *Store) write(ctx context.Context, objects ...object) error {
	anew := slices.ContainsFunc(objects, func(o object) bool { _, cut := s.doubtful.Load(o.ID); return cut })
	for range mostCuts {
		for i := range objects {
			if anew {
				objects[i].Vector = []float32{mathrand.Float32()}
			}
		}
		cut, err := s.send(ctx, objects...)
		for _, o := range objects {
			if cut || err != nil {
				s.doubtful.Store(o.ID, true)
			} else {
				s.doubtful.Delete(o.ID)
			}
		}
		if err != nil || !cut {
			return err
		}
		anew = true
	}
	return errCut
}

const (
	// mostCuts is how often what was cut off is written anew before nothing can come of it.
	mostCuts = 5
	// whileAway is for how long it is not tried to write to all replicas after one could
	// not, unless it is seen to be back.
	whileAway = time.Minute
	// backLimit is how long it may take to learn whether it is.
	backLimit = time.Second
)

var errCut = failure(CodeAway, "The team store breaks off again and again while it takes something in. Try again later, and tell whoever runs it if it goes on.")

// everywhere is that all replicas have what is written.
var everywhere = url.Values{"consistency_level": {"ALL"}}

// send writes objects, in the place of those with the same ids. cut says that a
// node may have died over it, or could not do it at first: see write.
//
// Only when all replicas have it is it certain that none of them has died over
// it: when most of them have, the others may be in the middle of it.
func (s *Store) send(ctx context.Context, objects ...object) (cut bool, err error) {
	body := map[string]any{"objects": objects}
	all := s.replicated && s.undivided(ctx)
	if all {
		r, err := s.client.try(ctx, http.MethodPost, batchObjects, everywhere, body)
		if err == nil {
			err = cmp.Or(r.taken(len(objects)))
		}
		if err == nil || ctx.Err() != nil {
			return false, cmp.Or(ctx.Err(), err)
		}
		s.mu.Lock()
		s.most, s.missed = time.Now().Add(whileAway), false
		s.mu.Unlock()
	}
	var refused error // not to be tried again for
	r, err := s.client.until(ctx, http.MethodPost, batchObjects, agreed, body, func(r reply) (trouble error) {
		if trouble = r.unable(); trouble == nil {
			trouble, refused = r.taken(len(objects))
		}
		return trouble
	})
	return all || r.cut, cmp.Or(err, refused)
}

// undivided reports whether all replicas are worth waiting for. One that could not
// write may answer all the same, its disk full: that it is back is only believed of one
// that was away.
func (s *Store) undivided(ctx context.Context) bool {
	s.mu.Lock()
	most := s.most
	s.mu.Unlock()
	if time.Now().After(most) {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, backLimit)
	defer cancel()
	well, members, err := s.answering(ctx)
	if err != nil {
		return false // so it is for some seconds after a node has died
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.missed = s.missed || well < members
	if well < members || !s.missed {
		return false
	}
	s.most = time.Time{}
	return true
}

// taken checks a reply to writing n objects. trouble is what it says of an object
// that it could not take, refused anything else.
func (r reply) taken(n int) (trouble, refused error) {
	var results []struct {
		ID     string
		Result struct {
			Status string
			Errors struct{ Error []struct{ Message string } }
		}
	}
	if err := r.decode(&results); err != nil {
		return nil, err
	}
	for _, one := range results {
		if e := one.Result.Errors.Error; len(e) > 0 {
			return said(r.host, e[0].Message), nil
		}
	}
	if len(results) != n {
		return nil, failure(CodeRefused, "The team store took %d of %d objects and did not say why.", len(results), n)
	}
	for _, one := range results {
		if one.Result.Status != "SUCCESS" {
			return nil, failure(CodeRefused, "The team store took an object and says that it is %q.", one.Result.Status)
		}
	}
	return nil, nil
}

// remove removes the object with an id; one that is not there is none.
func (s *Store) remove(ctx context.Context, class, id string) error {
	r, err := s.client.ask(ctx, http.MethodDelete, "/v1/objects/"+class+"/"+id, agreed, nil)
	if err != nil || r.status == http.StatusNotFound {
		return err
	}
	return r.decode(nil)
}

// removeAll removes the objects that a filter lets pass.
func (s *Store) removeAll(ctx context.Context, class string, where *filter) error {
	type outcome struct {
		Results struct {
			Matches, Successful, Failed, Limit int
			Objects                            []struct {
				Errors struct{ Error []struct{ Message string } }
			}
		}
	}
	for {
		var done outcome
		_, err := s.client.until(ctx, http.MethodDelete, batchObjects, agreed, map[string]any{
			"match": map[string]any{"class": class, "where": where}, "output": "minimal",
		}, func(r reply) error {
			if r.status != http.StatusOK {
				return r.failure()
			}
			if err := r.decode(&done); err != nil || done.Results.Failed == 0 {
				return err
			}
			for _, o := range done.Results.Objects {
				for _, e := range o.Errors.Error {
					return said(r.host, e.Message)
				}
			}
			return said(r.host, fmt.Sprintf("%d of %d objects were not removed", done.Results.Failed, done.Results.Matches))
		})
		if err != nil || done.Results.Matches < done.Results.Limit || done.Results.Matches == 0 {
			return err
		}
	}
}
