package knowledge

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"carrel/knowledge/figure"
	"carrel/knowledge/index"
	"carrel/knowledge/language"
	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// Why explains what a search made of one document.
type Why struct {
	Query    string   `json:"query"`
	Document Document `json:"document"`
	Mode     Mode     `json:"mode"` // the one used
	// Found is the place of the document's first hit among the search's hits,
	// from 1; 0 where it is not among them.
	Found   int      `json:"found"`
	Reasons []string `json:"reasons"` // in words, the most telling first
	Advice  []string `json:"advice"`  // what to do, in words
	// LeftOut: the limits of the search keep the document out.
	LeftOut  bool         `json:"left_out,omitempty"`
	Terms    []WhyTerm    `json:"terms"`
	Passages []WhyPassage `json:"passages"` // its best ones, at most three
	// Rerank is what came of a second look at the best passages of all, nil where
	// none was asked for.
	Rerank *Reranked `json:"rerank,omitempty"`
}

// WhyTerm is one analysed term of the query.
type WhyTerm struct {
	Text     string  `json:"text"`     // as it is looked up: stemmed, without accents
	Passages int     `json:"passages"` // how many of the library's passages have it
	Weight   float64 `json:"weight"`   // its inverse document frequency
	Here     bool    `json:"here"`     // one of the passages below has it
	Required bool    `json:"required,omitempty"`
}

// WhyPassage is how one passage fared. A rank is 0 where the passage is not in
// that ranking at all or too far down to be looked at.
type WhyPassage struct {
	Page       int     `json:"page"`
	Start      int     `json:"start"`
	End        int     `json:"end"`
	Where      string  `json:"where"`
	Text       string  `json:"text"`
	WordsRank  int     `json:"words_rank"`
	WordsScore float64 `json:"words_score"` // BM25
	CosineRank int     `json:"cosine_rank"`
	Cosine     float64 `json:"cosine"`
	Nearness   float64 `json:"nearness"` // the cosine on the scale that is the same for every embedding model
	Rank       int     `json:"rank"`     // of all passages, when both are taken together
	Score      float64 `json:"score"`
	// Lift is what it gained, or lost where that is negative, because its page was
	// recognised as RecognisedAs, as a part of Score; 0 and "" where it was not.
	Lift         float64 `json:"lift,omitempty"`
	RecognisedAs string  `json:"recognised_as,omitempty"`
	// Rerank is how it fared in a second look, nil where it was not looked at again.
	Rerank      *HitRerank `json:"rerank,omitempty"`
	Has         []string   `json:"has"`   // of the query's words, as they are written there, in whatever form
	Lacks       []string   `json:"lacks"` // of them too
	HoldsExact  bool       `json:"holds_exact"`
	Embedded    bool       `json:"embedded"`
	TableOrHead string     `json:"context,omitempty"` // what it is indexed under besides its text
}

// whyPassages is how many passages are explained.
const whyPassages = 3

// Why explains what the search q makes of the document with that id, or
// returns ErrNotFound.
func (l *Library) Why(ctx context.Context, q Query, id string) (Why, error) {
	doc, err := l.ownDocument(ctx, id)
	if err != nil {
		return Why{}, err
	}
	w := Why{Query: q.Text, Document: doc, Mode: q.Mode, Reasons: []string{}, Advice: []string{}, Terms: []WhyTerm{}, Passages: []WhyPassage{}}
	row, err := l.row(ctx, id)
	if err != nil || doc.State != StateSearchable && doc.State != StateEmbedded {
		w.say("%s", unsearchable(doc))
		if doc.State == StateFailed {
			w.advise("Put right what kept it from being read, then choose Try again in the library.")
		}
		return w, nil
	}
	pass, err := l.passing(ctx, q.Documents, q.Filters)
	if err != nil {
		return w, err
	}
	passes, reason := pass(row)
	if !passes {
		w.say("The search leaves this document out: %s.", reason)
	}
	s, err := l.newSearch(ctx, q)
	if err != nil {
		return w, err
	}
	defer s.end()
	ranked, err := s.rank(ctx)
	if err != nil {
		return w, err
	}
	w.Mode = s.mode
	again, err := s.lookAgain(ctx, ranked)
	if err != nil {
		return w, err
	}
	w.Rerank = s.reranked
	hits, err := l.hits(ctx, s, again, s.k)
	if err != nil {
		return w, err
	}
	w.Found = 1 + slices.IndexFunc(hits, func(h Hit) bool { return h.Document.ID == id })
	here := held{map[string]bool{}, map[int]bool{}}
	if w.Passages, err = l.whyPassages(ctx, s, q.Text, ranked, row, here); err != nil {
		return w, err
	}
	for _, t := range s.terms {
		if t.Part {
			continue
		}
		w.Terms = append(w.Terms, WhyTerm{Text: t.Text, Passages: s.weights.Count[t.Text], Weight: s.weights.IDF[t.Text], Required: t.Required,
			Here: here.terms[t.Text] || !t.Form && here.words[t.Word]})
	}
	w.LeftOut = !passes
	w.explain(s, row, len(hits))
	w.adviseOn(s, row)
	return w, nil
}

func (w *Why) advise(format string, args ...any) {
	w.Advice = append(w.Advice, fmt.Sprintf(format, args...))
}

// adviseOn says what to do so that the document is found.
func (w *Why) adviseOn(s *search, row index.Document) {
	if w.LeftOut {
		w.advise("Ask again without the limits, or with ones that this document is within.")
	}
	if n := row.Waiting; n == 1 {
		w.advise("One of its pages is a picture whose words are not recognised yet. What is on it can be found after that.")
	} else if n > 1 {
		w.advise("%d of its pages are pictures whose words are not recognised yet. What is on them can be found after that.", n)
	}
	if w.Found > 0 || w.LeftOut {
		return
	}
	if s.asked.exact() && !slices.ContainsFunc(w.Passages, func(p WhyPassage) bool { return p.HoldsExact }) {
		w.advise("Leave out the quotation marks, plus and minus signs, or copy the words as they stand in the document.")
	}
	if s.mode != ModeLexical && row.Embedded < row.Passages {
		w.advise("Wait until the document is ready: then it is searched by meaning as a whole, not by words alone.")
	}
	if len(w.Passages) == 0 || len(w.Passages[0].Lacks) > 0 {
		w.advise("Ask with words that stand in the document, or name it: a question with its title or a name from its first page is put to it before others.")
	} else {
		w.advise("Limit the question to this document, or to a collection with it in.")
	}
}

func (w *Why) say(format string, args ...any) {
	w.Reasons = append(w.Reasons, fmt.Sprintf(format, args...))
}

// unsearchable says why a document cannot be found at all.
func unsearchable(doc Document) string {
	switch doc.State {
	case StateQueued:
		return "The document waits to be read. It can be found as soon as that is done."
	case StateReading:
		return fmt.Sprintf("The document is being read (%s so far). It can be found as soon as that is done.", figure.Counted(doc.PageDone, "page", "pages"))
	}
	if doc.Error != "" {
		return "The document could not be read, so nothing in it can be found. " + doc.Error
	}
	return fmt.Sprintf("The document is %s, so nothing in it can be found.", doc.State)
}

// held is what some passages have: of a query's terms, and of its words by their
// number in it, of which one can be several terms.
type held struct {
	terms map[string]bool
	words map[int]bool
}

// whyPassages explains the document's best passages, whatever else there is in
// the library, and notes in all what they have.
func (l *Library) whyPassages(ctx context.Context, s *search, question string, ranked []index.Ranked, row index.Document, all held) ([]WhyPassage, error) {
	only := index.Filter{Only: []int64{row.Seq}}
	terms := slices.Clone(s.terms)
	for i := range terms {
		terms[i].Required = false // to show what comes closest
	}
	words, err := l.store.Lexical(ctx, terms, depth, only)
	if err != nil {
		return nil, err
	}
	var meaning []index.Ranked
	if s.vector != nil {
		if meaning, err = s.served.vectors.Search(ctx, s.vector, depth, only, s.cosines); err != nil {
			return nil, err
		}
	}
	best, err := s.fuse(ctx, words, meaning, s.weights)
	if err != nil {
		return nil, err
	}
	lifted, err := l.rankedOf(ctx, ranked, row.Seq)
	if err != nil {
		return nil, err
	}
	best = together(best, lifted)
	best = best[:min(whyPassages, len(best))]
	ids := make([]int64, len(best))
	for i, r := range best {
		ids[i] = r.Passage
	}
	passages, err := l.store.Passages(ctx, ids)
	if err != nil {
		return nil, err
	}
	pages := pageCache{}
	if err := pages.fetch(ctx, l.store, ids); err != nil {
		return nil, err
	}
	list := []WhyPassage{}
	for _, r := range best {
		p, ok := passages[r.Passage]
		if !ok {
			continue
		}
		page := pages.get(row.Seq, p.Page)
		e := WhyPassage{Page: p.Page, Start: p.Start, End: p.End, Text: p.Text, Where: reader.Where(reader.Unit(row.Unit), page.page, p.Start, p.End),
			Has: []string{}, Lacks: []string{}, HoldsExact: s.asked.holds(row.Language, p.Text), TableOrHead: passage.Context("", p.Heading, p.Inside)}
		e.WordsRank, _ = placeOf(s.words, p.ID)
		_, e.WordsScore = placeOf(words, p.ID)
		e.CosineRank, _ = placeOf(s.meaning, p.ID)
		if e.Cosine, e.Embedded = s.cosines[p.ID]; e.Embedded {
			e.Nearness = s.scale.of(e.Cosine)
		}
		if e.Rank, e.Score = placeOf(ranked, p.ID); e.Rank == 0 {
			e.Score = r.Score
		}
		e.Lift, e.RecognisedAs = s.lifts[p.ID].gain, s.lifts[p.ID].as
		e.Rerank = s.hitRerank(p.ID)
		have := index.Held(row.Language, passage.Context(row.Title, p.Heading, p.Inside)+"\n"+p.Text)
		hasWord := map[int]bool{}
		for _, t := range s.terms {
			if !t.Part && have[t.Text] {
				hasWord[t.Word], all.words[t.Word], all.terms[t.Text] = true, true, true
			}
		}
		told := map[int]bool{} // languages can make several terms of one word
		for _, t := range s.terms {
			if t.Part || t.Form || told[t.Word] {
				continue
			}
			told[t.Word] = true
			if word := inQuestion(question, t.Text); hasWord[t.Word] {
				e.Has = append(e.Has, word)
			} else {
				e.Lacks = append(e.Lacks, word)
			}
		}
		list = append(list, e)
	}
	return list, nil
}

// inQuestion is the word of a question that a term was made of, as it is written
// there, since nobody asks for "lighthous"; the term where no word begins like it.
func inQuestion(question, term string) string {
	best, most := term, 0
	want := []rune(term)
	for _, word := range strings.FieldsFunc(question, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		n := 0
		for _, r := range word {
			if n == len(want) || unicode.ToLower(r) != want[n] {
				break
			}
			n++
		}
		if n > most && n >= min(len(want), max(3, len(want)-2)) {
			best, most = word, n
		}
	}
	return best
}

// rankedOf gives a document's passages of a ranking, which may have been lifted.
func (l *Library) rankedOf(ctx context.Context, ranked []index.Ranked, document int64) ([]index.Ranked, error) {
	documents, err := l.documentsOf(ctx, ranked)
	if err != nil {
		return nil, err
	}
	var own []index.Ranked
	for _, r := range ranked {
		if documents[r.Passage] == document {
			own = append(own, r)
		}
	}
	return own, nil
}

// placeOf is the rank, from 1, and score of a passage; zeros if it is not there.
func placeOf(ranked []index.Ranked, passage int64) (int, float64) {
	for i, r := range ranked {
		if r.Passage == passage {
			return i + 1, r.Score
		}
	}
	return 0, 0
}

// explain says in words what the figures mean.
func (w *Why) explain(s *search, row index.Document, hits int) {
	if w.Found > 0 {
		w.say("The document was found: its passage is number %d of the %d that were found.", w.Found, hits)
	} else if len(w.Reasons) == 0 {
		w.say("The document is not among the %d passages that were found.", hits)
	}
	for _, d := range s.route.documents {
		if d.seq == row.Seq {
			w.say("The question names this document (%s), so its passages count for more.", strings.Join(d.words, ", "))
		}
	}
	if !w.LeftOut && len(s.route.documents) > 0 && s.route.bonus(row.Seq) == 0 {
		w.say("The question names %s, whose passages come before those of this one.", others(s.route.documents))
	}
	if s.asked.exact() && !slices.ContainsFunc(w.Passages, func(p WhyPassage) bool { return p.HoldsExact }) {
		w.say("None of its best passages has what is asked for exactly (the words in quotation marks or with a plus), or all have a word with a minus.")
	}
	if len(w.Passages) == 0 {
		w.say("None of its passages has a word of the query, in any form.")
		if row.Embedded == 0 && s.mode != ModeLexical {
			w.say("It has not been searched by meaning: it is still being prepared for that.")
		}
		return
	}
	best := w.Passages[0]
	if len(best.Lacks) > 0 {
		w.say("Its best passage (%s) lacks “%s”.", best.Where, strings.Join(best.Lacks, "”, “"))
	}
	switch {
	case w.LeftOut:
		w.say("Its best passage might be found without the filter.")
	case best.Rank > 0:
		w.say("Its best passage is number %s of all.", figure.Count(best.Rank))
	default:
		w.say("Too many other passages fit the question better than its best one.")
	}
	switch {
	case best.Lift < 0:
		w.say("That passage is %s, so it counts for less: what it leads to comes first.", best.RecognisedAs)
	case best.RecognisedAs != "":
		w.say("Its page is recognised as %s%s, so it counts for more.", best.RecognisedAs, s.route.when(row.Seq))
	}
	w.explainRerank(s)
	switch {
	case s.mode == ModeLexical && s.vector == nil:
		w.say("The search went by words only.")
	case row.Embedded < row.Passages:
		w.say("Only %s of its %s can be found by meaning yet.", figure.Count(row.Embedded), figure.Counted(row.Passages, "passage", "passages"))
	}
	if s.foreign {
		w.say("No document is in %s, so only those words of the question were looked for that some document has.", language.Known[s.language])
	}
	if s.unspoken() {
		w.say("The search by meaning was not made for %s, so the search goes by words for the most part.", language.Known[s.language])
	}
}

// explainRerank says what the second look made of the document's passages.
func (w *Why) explainRerank(s *search) {
	if s.reranked == nil {
		return
	}
	if s.reranked.Failed != "" {
		w.say("%s", s.reranked.Failed)
		return
	}
	var top *WhyPassage
	for i := range w.Passages {
		if p := &w.Passages[i]; p.Rerank != nil && (top == nil || p.Rerank.After < top.Rerank.After) {
			top = p
		}
	}
	switch {
	case top == nil:
		w.say("%s looked at the best %d passages of all a second time; none of this document is among them.", s.reranked.By, s.reranked.Passages)
	case top.Rerank.After == top.Rerank.Before:
		w.say("%s looked at the best %d passages a second time and left number %d (%s) where it was.", s.reranked.By, s.reranked.Passages, top.Rerank.Before, top.Where)
	default:
		w.say("%s looked at the best %d passages a second time: number %d (%s) became number %d.", s.reranked.By, s.reranked.Passages, top.Rerank.Before, top.Where, top.Rerank.After)
	}
}

func others(documents []routed) string {
	var names []string
	for _, d := range documents[:min(3, len(documents))] {
		names = append(names, "“"+d.label+"”")
	}
	if len(documents) > 3 {
		return strings.Join(names, ", ") + " and others"
	}
	return strings.Join(names, ", ")
}
