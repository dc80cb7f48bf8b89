package knowledge

import (
	"context"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
)

// names is what the documents of a library are called by: the words of their
// titles and file names, and of the head of their first page, with the years and
// quarters in them. It is an inverted list, from a word to the documents that it
// names, so that a question costs what its words have and not what the library
// has. It is derived from the store and kept in memory: 1 KB a document whose
// first page is a cover, 0.4 KB another one.
type names struct {
	mu      sync.Mutex
	loaded  bool
	entries []*entry         // by slot; nil where a slot is free
	free    []int32          // slots
	slots   map[int64]int32  // of documents by their key
	ids     map[string]int64 // keys of documents by their id
	stale   map[string]struct{}
	words   map[string]*naming
}

// naming is a word and the documents that it names, by their slots in ascending
// order.
type naming struct {
	word  string
	names []int32 // whose title or file name has it
	heads []int32 // whose first page's head has it, and the name has not
}

// entry is what one document is called by.
type entry struct {
	seq         int64
	title, path string // as they were when this was made
	language    language.Tag
	passages    int
	label       string    // to be shown
	terms       []*naming // of the name
	head        []*naming // of the first page's head, without those of the name
	name        periods   // in the name; the quarters also from the head
	headYears   []int
}

// headLength is how much of the first page says what a document is, in bytes: a
// cover, or a form's head, which names the registrant after what the form is.
const headLength = 1000

// coverPages is how many pages a document has whose first one stands for the whole.
const coverPages = 4

// headTerms bounds the terms of a head.
const headTerms = 80

// changed notes that a document is to be looked at again.
func (n *names) changed(id string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.loaded { // else it will be read anyway
		n.stale[id] = struct{}{}
	}
}

// refresh brings the names up to date with the store. The first call reads all
// of them.
func (n *names) refresh(ctx context.Context, store *index.Store) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.loaded {
		n.clear()
		all, err := store.PlainDocuments(ctx)
		if err != nil {
			return err
		}
		if err := n.put(ctx, store, all); err != nil {
			return err
		}
		n.loaded = true
		return nil
	}
	if len(n.stale) == 0 {
		return nil
	}
	rows, err := store.PlainByID(ctx, slices.Collect(maps.Keys(n.stale)))
	if err != nil {
		return err
	}
	if err := n.put(ctx, store, slices.Collect(maps.Values(rows))); err != nil {
		return err
	}
	for id := range n.stale {
		if _, there := rows[id]; !there {
			n.drop(n.ids[id])
			delete(n.ids, id)
		}
	}
	clear(n.stale)
	return nil
}

func (n *names) clear() {
	n.entries, n.free, n.slots, n.ids = nil, nil, map[int64]int32{}, map[string]int64{}
	n.stale, n.words = map[string]struct{}{}, map[string]*naming{}
}

// headsAtOnce is how many first pages are asked for at a time.
const headsAtOnce = 1000

// put makes the documents be called as they are now.
func (n *names) put(ctx context.Context, store *index.Store, rows []index.Document) error {
	for rows := range slices.Chunk(rows, headsAtOnce) {
		var fresh []index.Document
		var covers []int64
		for _, row := range rows {
			if old, known := n.ids[row.ID]; known && old != row.Seq {
				n.drop(old) // it was removed and added again
				delete(n.ids, row.ID)
			}
			if row.State != string(StateSearchable) && row.State != string(StateEmbedded) || !row.HiddenAt.IsZero() {
				n.drop(row.Seq)
				continue
			}
			if e := n.entry(row.Seq); e != nil && e.is(row) {
				continue
			}
			fresh = append(fresh, row)
			if row.Pages >= coverPages { // what a shorter one says is found anyway
				covers = append(covers, row.Seq)
			}
		}
		heads, err := store.Heads(ctx, covers, headLength)
		if err != nil {
			return err
		}
		for _, row := range fresh {
			n.drop(row.Seq)
			n.enter(row, heads[row.Seq])
		}
	}
	return nil
}

// entry gives what the document with that key is called by, nil for nothing.
func (n *names) entry(seq int64) *entry {
	if slot, known := n.slots[seq]; known {
		return n.entries[slot]
	}
	return nil
}

// enter adds a document that is not there.
func (n *names) enter(row index.Document, head string) {
	slot := int32(len(n.entries))
	if last := len(n.free) - 1; last >= 0 {
		slot, n.free = n.free[last], n.free[:last]
	} else {
		n.entries = append(n.entries, nil)
	}
	e := n.newEntry(row, head)
	n.entries[slot], n.slots[row.Seq], n.ids[row.ID] = e, slot, row.Seq
	for _, w := range e.terms {
		w.names = withSlot(w.names, slot)
	}
	for _, w := range e.head {
		w.heads = withSlot(w.heads, slot)
	}
}

func (n *names) drop(seq int64) {
	slot, known := n.slots[seq]
	if !known {
		return
	}
	e := n.entries[slot]
	for _, w := range e.terms {
		w.names = withoutSlot(w.names, slot)
		n.forget(w)
	}
	for _, w := range e.head {
		w.heads = withoutSlot(w.heads, slot)
		n.forget(w)
	}
	n.entries[slot] = nil
	n.free = append(n.free, slot)
	delete(n.slots, seq)
}

// word gives the entry of a word, a new one where it has none.
func (n *names) word(text string) *naming {
	w := n.words[text]
	if w == nil {
		w = &naming{word: text}
		n.words[text] = w
	}
	return w
}

// forget drops a word that names nothing any more.
func (n *names) forget(w *naming) {
	if len(w.names) == 0 && len(w.heads) == 0 {
		delete(n.words, w.word)
	}
}

func withSlot(list []int32, slot int32) []int32 {
	at, _ := slices.BinarySearch(list, slot)
	return slices.Insert(list, at, slot)
}

func withoutSlot(list []int32, slot int32) []int32 {
	at, found := slices.BinarySearch(list, slot)
	if !found {
		return list
	}
	return slices.Delete(list, at, at+1)
}

// is reports whether a document is called as it was. One whose pages are pictures
// has its first words, and its language, only when they have been recognised.
func (e *entry) is(row index.Document) bool {
	return e.title == row.Title && e.path == row.Path && e.language == row.Language && e.passages == row.Passages
}

func (n *names) newEntry(row index.Document, head string) *entry {
	file := filepath.Base(row.Path)
	stem := strings.TrimSuffix(file, filepath.Ext(file))
	name := spaced(stem) + "\n" + row.Title
	e := &entry{seq: row.Seq, title: row.Title, path: row.Path, language: row.Language, passages: row.Passages, label: row.Title}
	if e.label == "" {
		e.label = file
	}
	known := map[string]bool{}
	add := func(list []*naming, text string, most int) []*naming {
		for _, t := range index.Analyse(row.Language, text) {
			if len(list) == most {
				break
			}
			if t.Stop || len(t.Text) < 2 || allDigits(t.Text) || known[t.Text] {
				continue
			}
			known[t.Text] = true
			list = append(list, n.word(t.Text))
		}
		return slices.Clip(list)
	}
	for len(head) > 0 && !utf8.ValidString(head) {
		head = head[:len(head)-1]
	}
	e.terms = add(nil, name, -1)
	for _, alias := range append(aliasesOfName(name), aliasesOfCover(head)...) {
		if !known[alias] {
			known[alias] = true
			e.terms = append(e.terms, n.word(alias))
		}
	}
	e.head = add(nil, head, headTerms)
	e.name = periodsOf(name)
	inHead := periodsOf(head)
	e.headYears = inHead.years
	if e.name.quarters == 0 && inHead.quarters.one() {
		e.name.quarters = inHead.quarters
	}
	return e
}

// reportMarks are sets of words, any of which tells a company's report by its
// name or its head: what it is called, the form it is filed under, and with whom.
var reportMarks = func() (sets [][]string) {
	for _, text := range []string{"10k", "10q", "8k", "20f", "annual report", "quarterly report", "interim report", "earnings", "financial statements", "securities exchange commission"} {
		var set []string
		for _, t := range index.Analyse(language.English, text) {
			set = append(set, t.Text)
		}
		sets = append(sets, set)
	}
	return sets
}()

// isReport tells the companies' reports among documents.
func (n *names) isReport(seq int64) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	slot, known := n.slots[seq]
	return known && n.report(slot)
}

// report is isReport by the document's slot.
func (n *names) report(slot int32) bool {
	return slices.ContainsFunc(reportMarks, func(set []string) bool {
		return !slices.ContainsFunc(set, func(text string) bool { return !n.words[text].has(slot) })
	})
}

// glues reports whether a word of the document's name begins with this one, which
// its first page has by itself: COASTLANDRESORTS.pdf is Coastland's.
func (e *entry) glues(word string) bool {
	return len(word) >= minGlued && slices.ContainsFunc(e.terms, func(w *naming) bool {
		return len(w.word) >= len(word)+minGlued && strings.HasPrefix(w.word, word)
	})
}

// minGlued is how long the parts of a word are at least that a file's name has for two.
const minGlued = 3

// haveReports reports whether any document is a company's report.
func (n *names) haveReports() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.ContainsFunc(reportMarks, func(set []string) bool {
		first := n.words[set[0]]
		return first != nil && slices.ContainsFunc(slices.Concat(first.names, first.heads), func(slot int32) bool {
			return !slices.ContainsFunc(set[1:], func(text string) bool { return !n.words[text].has(slot) })
		})
	})
}

// has reports whether a document has the word in its name or head.
func (w *naming) has(slot int32) bool {
	if w == nil {
		return false
	}
	_, named := slices.BinarySearch(w.names, slot)
	_, headed := slices.BinarySearch(w.heads, slot)
	return named || headed
}

// spaced parts a file's name where people part words in one:
// "3M_2018-10K", "AnnualReport2018".
func spaced(name string) string {
	name = marksInName.Replace(name)
	name = camel.ReplaceAllString(name, "$1 $2")
	return yearInName.ReplaceAllString(name, "$1 $2 $3")
}

var (
	marksInName = strings.NewReplacer("_", " ", "-", " ", ".", " ", "+", " ")
	camel       = regexp.MustCompile(`(\p{Ll})(\p{Lu})`)
	yearInName  = regexp.MustCompile(`(\D|^)((?:19|20)\d\d)(\D|$)`)
)

// allDigits reports whether a term is a number or version.
func allDigits(term string) bool {
	for i := range len(term) {
		if !isDigit(term[i]) && term[i] != '.' {
			return false
		}
	}
	return true
}
