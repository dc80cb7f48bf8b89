package knowledge

import (
	"context"
	"errors"
	"fmt"
	"time"

	"carrel/knowledge/index"
	"carrel/knowledge/passage"
)

// embedBatch is how many passages are embedded and stored at a time: at some
// 25 passages a second on two cores, what a kill loses and what an answer may
// have to wait for is about half a second.
const embedBatch = 16

// embedAhead is how many passages are fetched at a time.
const embedAhead = 8 * embedBatch

// embedLoop loads the stored vectors and then makes the missing ones.
func (l *Library) embedLoop() {
	l.load()
	backoff := time.Second
	for l.work.Err() == nil {
		done, err := l.embedSome()
		switch {
		case l.work.Err() != nil:
			return
		case errors.Is(err, errComing):
			l.resume()
			l.nap(&backoff)
		case err != nil:
			// Documents stay searchable by words; the engine may come back.
			l.config.Log(fmt.Sprintf("embed passages: %v", err))
			l.pause(err, err)
			l.nap(&backoff)
		case done:
			l.resume()
			backoff = time.Second
			select {
			case <-l.wakeEmbed:
			case <-l.work.Done():
			}
		default:
			l.resume()
			backoff = time.Second
		}
	}
}

// nap waits before something is tried again, each time longer.
func (l *Library) nap(backoff *time.Duration) {
	select {
	case <-time.After(*backoff):
	case <-l.wakeEmbed:
	case <-l.work.Done():
	}
	*backoff = min(2**backoff, time.Minute)
}

// load brings the stored vectors into memory.
func (l *Library) load() {
	defer close(l.loaded)
	s := l.serving()
	if s.embedder == nil {
		return
	}
	err := l.store.LoadVectors(l.work, s.key, s.vectors)
	if err != nil && l.work.Err() == nil {
		l.config.Log(fmt.Sprintf("open library: %v", err))
		l.pause(err, err)
	}
}

// embedSome does a piece of what is to be done, up to embedAhead passages; done
// when there is nothing.
func (l *Library) embedSome() (done bool, err error) {
	// Searchable by words comes first: reading is short, embedding is long.
	if l.readingGoesOn() {
		return true, nil // readLoop wakes when it has nothing more to read
	}
	if !l.idle(l.work) {
		return true, nil
	}
	to, err := l.target()
	if err != nil {
		return false, err
	}
	var list []index.Passage
	if to.embedder != nil {
		if list, err = l.store.ToEmbed(l.work, to.key, embedAhead); err != nil {
			return false, err
		}
	}
	if len(list) == 0 {
		if to.coming != nil {
			if done, err := l.exchange(to.coming); err != nil || done {
				return false, err
			}
		}
		more, err := l.sweep()
		return !more, err
	}
	titles, err := l.titles(list)
	if err != nil {
		return false, err
	}
	for first := true; len(list) > 0; first = false {
		if !l.idle(l.work) || l.readingGoesOn() || !first && to.coming != nil && l.otherwise(to.coming) {
			return false, nil
		}
		n := min(embedBatch, len(list))
		if err := l.embedOrSetApart(to, list[:n], titles); index.IsFull(err) {
			return false, diskFull()
		} else if err != nil && to.coming != nil {
			l.hinder(to.coming, err)
			return false, errComing
		} else if err != nil {
			return false, err
		}
		list = list[n:]
	}
	return false, nil
}

// otherwise reports whether what to embed for has to be thought over: the change
// was given up, or there are passages without a vector of the serving embedder.
func (l *Library) otherwise(n *coming) bool {
	if l.switching() != n {
		return true
	}
	s := l.serving()
	if s.embedder == nil {
		return false
	}
	some, err := l.store.ToEmbed(l.work, s.key, 1)
	return err != nil || len(some) > 0
}

// errComing: the coming embedder failed. It is tried again, and is no trouble of
// the serving one.
var errComing = errors.New("the new embedding model does not work now")

// embedOrSetApart embeds a batch. One that fails is tried passage by passage,
// so that a passage which ends the engine does not keep all the others from
// being found by meaning.
func (l *Library) embedOrSetApart(to target, list []index.Passage, documents map[int64]index.Document) error {
	err := l.embedBatch(to, list, documents)
	if err == nil || l.work.Err() != nil || index.IsFull(err) {
		return err
	}
	for i := range list {
		if err := l.embedOne(to, list[i:i+1], documents); err != nil {
			return err
		}
	}
	return nil
}

// embedOne embeds one passage. Where that fails twice although the engine embeds a
// plain word between, the fault is the passage's: it gets a vector of zeros, which no
// question is near to, and is found by words only.
func (l *Library) embedOne(to target, one []index.Passage, documents map[int64]index.Document) error {
	err := l.embedBatch(to, one, documents)
	if err == nil || l.work.Err() != nil || index.IsFull(err) {
		return err
	}
	control, sick := to.embedder.Embed(l.work, ForPassage, []string{"word"})
	if sick != nil || len(control) != 1 {
		return err
	}
	// The engine may have been ended from outside, twice on end: once more.
	if err = l.embedBatch(to, one, documents); err == nil || l.work.Err() != nil || index.IsFull(err) {
		return err
	}
	l.config.Log(fmt.Sprintf("passage %d cannot be embedded and is found by words only: %v", one[0].ID, err))
	if err := l.storeVectors(to, one, [][]float32{make([]float32, len(control[0]))}); err != nil {
		return err
	}
	l.tellEmbedded(to, one, documents)
	return nil
}

func (l *Library) readingGoesOn() bool {
	_, err := l.store.NextQueued(l.work, l.troubledRows())
	return err == nil
}

func (l *Library) titles(list []index.Passage) (map[int64]index.Document, error) {
	var seqs []int64
	for i, p := range list {
		if i == 0 || p.Document != list[i-1].Document {
			seqs = append(seqs, p.Document)
		}
	}
	return l.store.DocumentsBySeq(l.work, seqs)
}

// embedBatch embeds passages and stores their vectors.
func (l *Library) embedBatch(to target, list []index.Passage, documents map[int64]index.Document) error {
	texts := make([]string, len(list))
	for i, p := range list {
		texts[i] = embeddedText(documents[p.Document].Title, p)
	}
	began := time.Now()
	vectors, err := to.embedder.Embed(l.work, ForPassage, texts)
	if err != nil {
		return err
	}
	if len(vectors) != len(texts) {
		return fmt.Errorf("%d vectors came for %d passages", len(vectors), len(texts))
	}
	if err := l.storeVectors(to, list, vectors); err != nil {
		return err
	}
	l.mu.Lock()
	if to.coming != nil {
		to.coming.pace.embed(len(list), time.Since(began))
		to.coming.problem = ""
	} else {
		l.pace.embed(len(list), time.Since(began))
	}
	l.mu.Unlock()
	l.tellEmbedded(to, list, documents)
	return nil
}

// tellEmbedded wakes who waits for the passages' vectors.
func (l *Library) tellEmbedded(to target, list []index.Passage, documents map[int64]index.Document) {
	if to.coming != nil {
		l.signal()
		return
	}
	for i, p := range list {
		if d, there := documents[p.Document]; there && (i == 0 || p.Document != list[i-1].Document) {
			l.changedDocument(d.ID)
		}
	}
}

// storeVectors stores the passages' vectors and has them searched.
func (l *Library) storeVectors(to target, list []index.Passage, vectors [][]float32) error {
	batch := make([]index.Embedding, len(list))
	for i, p := range list {
		batch[i] = index.Embedding{Passage: p.ID, Document: p.Document, Vector: vectors[i]}
	}
	l.applying.Lock()
	stored, err := l.store.PutEmbeddings(l.work, to.key, batch)
	memory := l.serving().vectors
	if to.coming != nil {
		memory = to.coming.vectors // nil: not in memory yet
	}
	if err == nil && memory != nil {
		for _, e := range stored {
			if err = memory.Put(e.Passage, e.Document, e.Vector); err != nil {
				break
			}
		}
	}
	l.applying.Unlock()
	return err
}

// embeddedText is what is embedded for a passage: its text under a line that
// says where it stands. On long reports that line took the right page among the
// first five from 0.32 to 0.36 of the questions.
func embeddedText(title string, p index.Passage) string {
	if context := passage.Context(title, p.Heading, p.Inside); context != "" {
		return context + "\n" + p.Text
	}
	return p.Text
}

// pause notes why embedding does not go on.
func (l *Library) pause(words, err error) {
	l.mu.Lock()
	l.paused, l.pauseErr = pauseWords(words, err), err
	l.mu.Unlock()
	l.signal()
}

// pauseWords is what the library's line says: of a full disk what to do, whatever
// the store was about when it noticed.
func pauseWords(words, err error) string {
	if index.IsFull(err) {
		return diskFull().Message
	}
	return words.Error()
}

func (l *Library) resume() {
	l.mu.Lock()
	was := l.paused
	l.paused, l.pauseErr = "", nil
	l.mu.Unlock()
	if was != "" {
		l.signal()
	}
}

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// wake lets a loop that waits on c go on; one that does not wait yet will not.
func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// errNotEmbedded is what waiting for embeddings ends with when there will be none.
var errNotEmbedded = errors.New("the documents can be searched by words, but not yet by meaning")
