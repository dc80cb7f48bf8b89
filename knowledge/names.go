package knowledge

import (
	"context"
	"maps"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
	"carrel/knowledge/reader"
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
	date        reader.OwnDate // its own
}

// headLength is how much of the first page says what a document is, in bytes: a
// cover, or a form's head, which names the registrant after what the form is.
const headLength = 1000

// coverLength is how much of it is looked at for whose it is, in bytes.
const coverLength = 3000

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
	var fresh []index.Document
	for _, row := range rows {
		if old, known := n.ids[row.ID]; known && old != row.Seq {
			n.drop(old) // it was removed and added again
			delete(n.ids, row.ID)
		}
		if row.State != string(StateSearchable) && row.State != string(StateEmbedded) || !row.HiddenAt.IsZero() {
			n.drop(row.Seq)
			continue
		}
		if e := n.entry(row.Seq); e == nil || !e.is(row) {
			fresh = append(fresh, row)
		}
	}
	all, err := callAll(ctx, store, fresh)
	if err != nil {
		return err
	}
	for _, c := range all {
		n.drop(c.seq)
		n.enter(c)
	}
	return nil
}

// callAll reads what documents are called by. A large library's first search
// waits for it, so it is done by all processors.
func callAll(ctx context.Context, store *index.Store, rows []index.Document) ([]called, error) {
	all := make([]called, len(rows))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for from := 0; from < len(rows); from += headsAtOnce {
		group.Go(func() error {
			rows := rows[from:min(from+headsAtOnce, len(rows))]
			var covers []int64
			for _, row := range rows {
				if row.Pages >= coverPages { // what a shorter one says is found anyway
					covers = append(covers, row.Seq)
				}
			}
			heads, err := store.Heads(ctx, covers, coverLength)
			for i, row := range rows {
				all[from+i] = call(row, heads[row.Seq])
			}
			return err
		})
	}
	return all, group.Wait()
}

// entry gives what the document with that key is called by, nil for nothing.
func (n *names) entry(seq int64) *entry {
	if slot, known := n.slots[seq]; known {
		return n.entries[slot]
	}
	return nil
}

// enter adds a document that is not there.
func (n *names) enter(c called) {
	slot := int32(len(n.entries))
	if last := len(n.free) - 1; last >= 0 {
		slot, n.free = n.free[last], n.free[:last]
	} else {
		n.entries = append(n.entries, nil)
	}
	e := &entry{}
	*e = c.entry // by itself: the texts are not kept
	e.terms, e.head = make([]*naming, 0, len(c.termTexts)), make([]*naming, 0, len(c.headTexts))
	n.entries[slot], n.slots[e.seq], n.ids[c.id] = e, slot, e.seq
	for _, text := range c.termTexts {
		w := n.word(text)
		w.names = withSlot(w.names, slot)
		e.terms = append(e.terms, w)
	}
	for _, text := range c.headTexts {
		w := n.word(text)
		w.heads = withSlot(w.heads, slot)
		e.head = append(e.head, w)
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
	return e.title == row.Title && e.path == row.Path && e.language == row.Language && e.passages == row.Passages && e.date == row.Date
}

// called is what a document's name and first page have told of it: an entry
// whose words are still texts.
type called struct {
	entry
	id                   string
	termTexts, headTexts []string
}

// call reads what a document is called by.
func call(row index.Document, head string) called {
	file := filepath.Base(row.Path)
	stem := strings.TrimSuffix(file, filepath.Ext(file))
	name := spaced(stem) + "\n" + row.Title
	c := called{id: row.ID, entry: entry{seq: row.Seq, title: row.Title, path: row.Path, language: row.Language, passages: row.Passages, label: row.Title}}
	if c.label == "" {
		c.label = file
	}
	known := map[string]bool{}
	add := func(list []string, text string, most int) []string {
		for _, t := range index.Analyse(row.Language, text) {
			if len(list) == most {
				break
			}
			if t.Stop || len(t.Text) < 2 || allDigits(t.Text) || known[t.Text] {
				continue
			}
			known[t.Text] = true
			list = append(list, t.Text)
		}
		return list
	}
	cover := valid(head)
	head = valid(head[:min(len(head), headLength)])
	c.termTexts = add(nil, name, -1)
	c.termTexts = add(c.termTexts, strings.Join(registrants(cover), "\n"), -1)
	for _, alias := range slices.Concat(aliasesOfName(name), aliasesOfCover(head), symbols(cover)) {
		if !known[alias] {
			known[alias] = true
			c.termTexts = append(c.termTexts, alias)
		}
	}
	c.headTexts = add(nil, head, headTerms)
	c.name, c.date = periodsOf(name), row.Date
	if len(c.name.years) == 0 && c.date.Is.Telling() {
		c.name.years = yearsOf(c.date)
	}
	inHead := periodsOf(head)
	c.headYears = inHead.years
	if c.name.quarters == 0 && inHead.quarters.one() {
		c.name.quarters = inHead.quarters
	}
	return c
}

// valid is a text without the character that it may have been cut in.
func valid(text string) string {
	for len(text) > 0 && !utf8.ValidString(text) {
		text = text[:len(text)-1]
	}
	return text
}

// yearsOf are those by which people call a document of that date: of a business
// year that ends in winter often the one in which it began.
func yearsOf(d reader.OwnDate) []int {
	year := d.Day.Year()
	if d.Is == reader.DatePeriod && (d.Day.Month() == 1 || d.Day.Month() == 2) {
		return []int{year - 1, year}
	}
	return []int{year}
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
