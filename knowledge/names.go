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
// quarters in them. It is derived from the store and kept in memory, 5 KB
// a document whose first page is a cover, 0.6 KB another one.
type names struct {
	mu      sync.Mutex
	loaded  bool
	entries map[int64]*entry
	ids     map[string]int64
	stale   map[string]struct{} // ids of documents that have changed
	count   map[string]int      // in how many documents' names a term is
	heads   map[string]int      // in how many documents' heads only
}

// entry is what one document is called by.
type entry struct {
	title, path string // as they were when this was made
	language    language.Tag
	passages    int
	label       string // to be shown
	terms       map[string]bool
	head        map[string]bool // terms of the first page's head that are not in the name
	years       map[string]bool // in the name
	headYears   map[string]bool // in the head
	quarters    map[string]bool // "q1", anywhere
}

// headLength is how much of the first page says what a document is, in bytes: a
// cover, or a form's head.
const headLength = 700

// coverPages is how many pages a document has whose first one stands for the whole.
const coverPages = 4

// headTerms bounds the terms of a head.
const headTerms = 60

// changed notes that a document is to be looked at again.
func (n *names) changed(id string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.loaded {
		n.stale[id] = struct{}{}
	}
}

// refresh brings the names up to date with the store. The first call reads all
// of them.
func (n *names) refresh(ctx context.Context, store *index.Store) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.loaded {
		all, err := store.PlainDocuments(ctx)
		if err != nil {
			return err
		}
		n.entries, n.ids, n.stale = map[int64]*entry{}, map[string]int64{}, map[string]struct{}{}
		n.count, n.heads = map[string]int{}, map[string]int{}
		for _, row := range all {
			if err := n.put(ctx, store, row); err != nil {
				return err
			}
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
	for id := range n.stale {
		if row, there := rows[id]; !there {
			n.drop(n.ids[id])
			delete(n.ids, id)
		} else if err := n.put(ctx, store, row); err != nil {
			return err
		}
		delete(n.stale, id)
	}
	return nil
}

func (n *names) put(ctx context.Context, store *index.Store, row index.Document) error {
	if old, known := n.ids[row.ID]; known && old != row.Seq {
		n.drop(old) // it was removed and added again
		delete(n.ids, row.ID)
	}
	if row.State != string(StateSearchable) && row.State != string(StateEmbedded) || !row.HiddenAt.IsZero() {
		n.drop(row.Seq)
		return nil
	}
	if e := n.entries[row.Seq]; e != nil && e.is(row) {
		return nil
	}
	n.drop(row.Seq)
	head := ""
	if row.Pages >= coverPages { // what a shorter one says is found anyway
		var err error
		if head, err = store.Head(ctx, row.Seq, headLength); err != nil {
			return err
		}
	}
	n.enter(row, head)
	return nil
}

func (n *names) enter(row index.Document, head string) {
	e := newEntry(row, head)
	n.entries[row.Seq], n.ids[row.ID] = e, row.Seq
	for t := range e.terms {
		n.count[t]++
	}
	for t := range e.head {
		n.heads[t]++
	}
}

func (n *names) drop(seq int64) {
	e := n.entries[seq]
	if e == nil {
		return
	}
	for t := range e.terms {
		if n.count[t]--; n.count[t] == 0 {
			delete(n.count, t)
		}
	}
	for t := range e.head {
		if n.heads[t]--; n.heads[t] == 0 {
			delete(n.heads, t)
		}
	}
	delete(n.entries, seq)
}

// is reports whether a document is called as it was. One whose pages are pictures
// has its first words, and its language, only when they have been recognised.
func (e *entry) is(row index.Document) bool {
	return e.title == row.Title && e.path == row.Path && e.language == row.Language && e.passages == row.Passages
}

func newEntry(row index.Document, head string) *entry {
	file := filepath.Base(row.Path)
	stem := strings.TrimSuffix(file, filepath.Ext(file))
	name := spaced(stem) + "\n" + row.Title
	e := &entry{title: row.Title, path: row.Path, language: row.Language, passages: row.Passages, label: row.Title, terms: map[string]bool{}, head: map[string]bool{}}
	if e.label == "" {
		e.label = file
	}
	for _, t := range index.Analyse(row.Language, name) {
		if !t.Stop && len(t.Text) > 1 && !allDigits(t.Text) {
			e.terms[t.Text] = true
		}
	}
	for len(head) > 0 && !utf8.ValidString(head) {
		head = head[:len(head)-1]
	}
	for _, t := range index.Analyse(row.Language, head) {
		if !t.Stop && len(t.Text) > 1 && !allDigits(t.Text) && !e.terms[t.Text] && len(e.head) < headTerms {
			e.head[t.Text] = true
		}
	}
	e.years, e.quarters = periods(name)
	var quarters map[string]bool
	e.headYears, quarters = periods(head)
	if len(e.quarters) == 0 && len(quarters) == 1 {
		e.quarters = quarters
	}
	return e
}

// spaced parts a file's name where people part words in one:
// "3M_2018-10K", "AnnualReport2018".
func spaced(name string) string {
	name = strings.NewReplacer("_", " ", "-", " ", ".", " ", "+", " ").Replace(name)
	name = camel.ReplaceAllString(name, "$1 $2")
	return yearInName.ReplaceAllString(name, "$1 $2 $3")
}

var (
	camel      = regexp.MustCompile(`(\p{Ll})(\p{Lu})`)
	yearInName = regexp.MustCompile(`(\D|^)((?:19|20)\d\d)(\D|$)`)
)

// How people write years and quarters: "FY2018", "FY 18", "fiscal 2018", "Q3
// 2022", "3Q22", "third quarter", "quarter ended".
var (
	yearPattern     = regexp.MustCompile(`(?i)(?:^|[^\d.,$€£])(?:fy|cy|q[1-4]|h[12]|[1-4]q)?[ '’]?((?:19|20)\d\d)(?:[^\d]|$)`)
	shortYear       = regexp.MustCompile(`(?i)\b(?:fy|cy|q[1-4]|[1-4]q)[ '’]?(\d\d)\b`)
	quarterPattern  = regexp.MustCompile(`(?i)(?:^|[^a-z\d])(?:(?:fy|cy)?\d{0,4}[ ]?q([1-4])|([1-4])q)(?:[^a-z]|$)`)
	quarterInWords  = regexp.MustCompile(`(?i)\b(first|second|third|fourth)[ -]quarter`)
	quartersByWords = map[string]string{"first": "q1", "second": "q2", "third": "q3", "fourth": "q4"}
)

// periods finds the years and quarters that a text names.
func periods(text string) (years, quarters map[string]bool) {
	years, quarters = map[string]bool{}, map[string]bool{}
	for at := 0; at < len(text); {
		m := yearPattern.FindStringSubmatchIndex(text[at:])
		if m == nil {
			break
		}
		years[text[at+m[2]:at+m[3]]] = true
		at += m[3]
	}
	for _, m := range shortYear.FindAllStringSubmatch(text, -1) {
		years["20"+m[1]] = true
	}
	for _, m := range quarterPattern.FindAllStringSubmatch(text, -1) {
		quarters["q"+m[1]+m[2]] = true
	}
	for _, m := range quarterInWords.FindAllStringSubmatch(text, -1) {
		quarters[quartersByWords[strings.ToLower(m[1])]] = true
	}
	return years, quarters
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789.") == "" }
