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
	if l.config.Embedder == nil {
		return
	}
	backoff := time.Second
	for l.work.Err() == nil {
		done, err := l.embedSome()
		switch {
		case l.work.Err() != nil:
			return
		case err != nil:
			// Documents stay searchable by words; the engine may come back.
			l.config.Log(fmt.Sprintf("embed passages: %v", err))
			l.pause(err, err)
			select {
			case <-time.After(backoff):
			case <-l.wakeEmbed:
			case <-l.work.Done():
			}
			backoff = min(2*backoff, time.Minute)
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

// load brings the stored vectors into memory.
func (l *Library) load() {
	defer close(l.loaded)
	if l.config.Embedder == nil {
		return
	}
	err := l.store.LoadVectors(l.work, l.embedder, l.vectors)
	if err != nil && l.work.Err() == nil {
		l.config.Log(fmt.Sprintf("open library: %v", err))
		l.pause(err, err)
	}
}

// embedSome embeds up to embedAhead passages; done when there are none.
func (l *Library) embedSome() (done bool, err error) {
	// Searchable by words comes first: reading is short, embedding is long.
	if l.readingGoesOn() {
		return true, nil // readLoop wakes when it has nothing more to read
	}
	list, err := l.store.ToEmbed(l.work, l.embedder, embedAhead)
	if err != nil || len(list) == 0 {
		return true, err
	}
	titles, err := l.titles(list)
	if err != nil {
		return false, err
	}
	for len(list) > 0 {
		if !l.idle(l.work) || l.readingGoesOn() {
			return false, nil
		}
		n := min(embedBatch, len(list))
		if err := l.embedOrSetApart(list[:n], titles); index.IsFull(err) {
			return false, diskFull()
		} else if err != nil {
			return false, err
		}
		list = list[n:]
	}
	return false, nil
}

// embedOrSetApart embeds a batch. One that fails is tried passage by passage,
// so that a passage which ends the engine does not keep all the others from
// being found by meaning.
func (l *Library) embedOrSetApart(list []index.Passage, documents map[int64]index.Document) error {
	err := l.embedBatch(list, documents)
	if err == nil || l.work.Err() != nil || index.IsFull(err) {
		return err
	}
	for i := range list {
		if err := l.embedOne(list[i:i+1], documents); err != nil {
			return err
		}
	}
	return nil
}

// embedOne embeds one passage. Where that fails although the engine embeds a
// plain word, the fault is the passage's: it gets a vector of zeros, which no
// question is near to, and is found by words only.
func (l *Library) embedOne(one []index.Passage, documents map[int64]index.Document) error {
	err := l.embedBatch(one, documents)
	if err == nil || l.work.Err() != nil || index.IsFull(err) {
		return err
	}
	control, sick := l.config.Embedder.Embed(l.work, ForPassage, []string{"word"})
	if sick != nil || len(control) != 1 {
		return err
	}
	l.config.Log(fmt.Sprintf("passage %d cannot be embedded and is found by words only: %v", one[0].ID, err))
	return l.storeVectors(one, [][]float32{make([]float32, len(control[0]))})
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
func (l *Library) embedBatch(list []index.Passage, documents map[int64]index.Document) error {
	texts := make([]string, len(list))
	for i, p := range list {
		texts[i] = embeddedText(documents[p.Document].Title, p)
	}
	began := time.Now()
	vectors, err := l.config.Embedder.Embed(l.work, ForPassage, texts)
	if err != nil {
		return err
	}
	if len(vectors) != len(texts) {
		return fmt.Errorf("%d vectors came for %d passages", len(vectors), len(texts))
	}
	if err := l.storeVectors(list, vectors); err != nil {
		return err
	}
	l.mu.Lock()
	l.pace.embed(len(list), time.Since(began))
	l.mu.Unlock()
	for i, p := range list {
		if d, there := documents[p.Document]; there && (i == 0 || p.Document != list[i-1].Document) {
			l.changedDocument(d.ID)
		}
	}
	return nil
}

// storeVectors stores the passages' vectors and has them searched.
func (l *Library) storeVectors(list []index.Passage, vectors [][]float32) error {
	batch := make([]index.Embedding, len(list))
	for i, p := range list {
		batch[i] = index.Embedding{Passage: p.ID, Document: p.Document, Vector: vectors[i]}
	}
	l.applying.Lock()
	stored, err := l.store.PutEmbeddings(l.work, l.embedder, batch)
	if err == nil {
		for _, e := range stored {
			if err = l.vectors.Put(e.Passage, e.Document, e.Vector); err != nil {
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
	l.paused, l.pauseErr = words.Error(), err
	l.mu.Unlock()
	l.signal()
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
