package align

import (
	"maps"
	"slices"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
	"carrel/knowledge/reader"
)

// Words around a quotation that only say whose it is claim nothing that the quoted place has to
// say: "As the report puts it, “…”", "“…”, the author concludes". A name or a number among them
// is a claim like any other: "According to section 4", "Luther wrote".

var (
	// writings are what says what it says, and who wrote it.
	writings = prose.Set(`text passage document section chapter clause paragraph report summary policy manual handbook guide faq contract lease agreement licence license law study paper
		survey minutes record records letter memo note notes article book brochure leaflet statement standard specification review notice page source sources documentation rule rules regulations guidelines act treaty
		instructions terms author authors writer writers editor editors essay entry quote quotation wording
		bericht vertrag handbuch protokoll verfasser verfasserin autor autorin autoren studie anleitung satzung gesetz
		informe contrato manual autor autores autora estudio ley acta rapport contrat manuel auteur auteurs etude loi`)
	// recounting are verbs with which it is said.
	recounting = prose.Set(`say says said saying state states stated stating note notes noted noting write writes wrote written add adds added adding warn warns warned warning
		conclude concludes concluded concluding explain explains explained explaining observe observes observed remark remarks remarked declare declares declared stress stresses stressed
		emphasise emphasises emphasised emphasize emphasizes emphasized report reports reported mention mentions mentioned read reads put puts point points pointed stipulate stipulates stipulated
		specify specifies specified record records recorded announce announces announced comment comments commented reply replies replied tell tells told phrase phrases phrased quote quotes quoted
		complain complains complained insist insists insisted recall recalls recalled admit admits admitted argue argues argued claim claims claimed
		sagt sagte schreibt schrieb heisst steht lautet erklart erklarte betont betonte warnt warnte bemerkt bemerkte
		dice dijo escribe escribio afirma afirmo senala senalo indica anade concluye dit ecrit affirme indique precise ajoute conclut`)
	// verbEnds are words that may stand behind such a verb and belong to it.
	verbEnds = prose.Set(`out it this as follows`)
	// fillingIn are words that may stand between a writing and its verb.
	fillingIn = prose.Set(`also further explicitly clearly then itself simply expressly even therefore thus`)
	// tellers are pronouns for who says it.
	tellers = prose.Set(`it he she they we i es sie er il elle ils`)
)

// withoutFrame returns st, or what stands outside its quotations, without the words that
// only say whose they are, and which of the terms that are left are names or numbers of those.
func (st Statement) withoutFrame(quotes []quotation) (out Statement, whose map[string]bool) {
	f := quoteFrame{st: st, quotes: quotes, gone: map[int]bool{}, whose: map[string]bool{}}
	f.recount()
	f.attribute()
	out = st
	out.words, out.terms = slices.Clone(st.words), maps.Clone(st.terms)
	for i := range out.words {
		if f.gone[i] {
			out.words[i].Term = ""
		}
	}
	for i, w := range st.words {
		if f.gone[i] && !slices.ContainsFunc(out.words, func(o prose.Word) bool { return o.Term == w.Term }) {
			delete(out.terms, w.Term)
		}
	}
	out.plain, out.sorted = map[string]bool{}, nil
	for _, t := range st.sorted {
		if out.terms[t] {
			out.plain[t] = true
			out.sorted = append(out.sorted, t)
		}
	}
	return out, f.whose
}

// quoteFrame finds the words of a statement that only say whose its quotations are.
type quoteFrame struct {
	st     Statement
	quotes []quotation
	gone   map[int]bool    // indices of words that say nothing else
	whose  map[string]bool // terms of names and numbers of those who say it
}

// quoted says whether the i-th word stands inside a quotation.
func (f quoteFrame) quoted(i int) bool {
	return slices.ContainsFunc(f.quotes, func(q quotation) bool {
		return f.st.words[i].Start >= q.span.Start && f.st.words[i].End <= q.span.End
	})
}

// atQuote says whether nothing but marks stands between the i-th word and a quotation.
func (f quoteFrame) atQuote(i int) bool {
	w := f.st.words[i]
	return slices.ContainsFunc(f.quotes, func(q quotation) bool {
		return q.span.Start >= w.End && q.span.Start <= w.End+quoteMarks || q.span.End <= w.Start && q.span.End >= w.Start-quoteMarks
	})
}

// verb is where the verb ends with which something is said that begins with the i-th word:
// "says", "points out", "makes it clear"; i for none.
func (f quoteFrame) verb(i int) (end int) {
	ws := f.st.words
	clear := (ws[i].Fold == "makes" || ws[i].Fold == "made") && slices.ContainsFunc(ws[i+1:min(len(ws), i+3)], func(w prose.Word) bool { return w.Fold == "clear" })
	if !recounting[ws[i].Fold] && !clear && !f.st.namesAs(i) {
		return i
	}
	end = i + 1
	if clear {
		for ws[end-1].Fold != "clear" {
			end++
		}
	}
	for end < len(ws) && verbEnds[ws[end].Fold] {
		end++
	}
	return end
}

// recount finds who says it before or behind a verb: "the report concludes", "said Whitcombe".
func (f quoteFrame) recount() {
	ws := f.st.words
	for i := range ws {
		says := f.verb(i)
		if says == i || f.quoted(i) {
			continue
		}
		before := i - 1
		for before >= 0 && fillingIn[ws[before].Fold] {
			before--
		}
		last := says - 1
		beside := says < len(ws) && claimOpeners[ws[says].Fold] || f.atQuote(last) || f.atQuote(i)
		switch {
		case f.st.namesAs(i) && !(before >= 0 && writings[ws[before].Fold]):
			continue
		case before >= 0 && writings[ws[before].Fold]: // "the report concludes"
			f.gone[before] = true
			if k := before - 1; k >= 0 && prose.IsCapital(ws[k]) && ws[k].Term != "" {
				f.whose[ws[k].Term] = true // "the DMCA summary"
			}
		case before >= 0 && tellers[ws[before].Fold] && beside:
		case before >= 0 && prose.IsCapital(ws[before]) && (beside || before == 0 || f.atQuote(before)): // "Luther wrote"
			for k := before; k >= 0 && prose.IsCapital(ws[k]); k-- {
				f.whose[ws[k].Term] = true
			}
		case i+2 < len(ws) && prose.Determiners[ws[i+1].Fold] && writings[ws[i+2].Fold] && f.atQuote(i): // "says the report"
			f.gone[i+2] = true
		case i+1 < len(ws) && prose.IsCapital(ws[i+1]) && f.atQuote(i): // "said Whitcombe"
			for k := i + 1; k < len(ws) && prose.IsCapital(ws[k]); k++ {
				f.whose[ws[k].Term] = true
			}
		default:
			continue
		}
		for k := before + 1; k <= last; k++ {
			f.gone[k] = true
		}
	}
}

// attribute finds who says it by "according to" and the like.
func (f quoteFrame) attribute() {
	ws := f.st.words
	for i, w := range ws {
		if w.Fold == "words" && i > 0 && isPossessive(ws[i-1]) && writings[ws[i-1].Fold] && !f.quoted(i) { // "in the author's words"
			f.gone[i-1], f.gone[i] = true, true
			continue
		}
		to := i + 1
		switch {
		case f.quoted(i):
			continue
		case w.Fold == "according" && to < len(ws) && ws[to].Fold == "to",
			w.Fold == "words" && to < len(ws) && ws[to].Fold == "of" && i > 0,
			w.Fold == "secondo", w.Fold == "segun", w.Fold == "laut", w.Fold == "selon":
		default:
			continue
		}
		f.gone[i] = true
		for k := i + 1; k < len(ws) && k <= i+ownerWords; k++ {
			if f.quoted(k) || slices.ContainsFunc(f.quotes, func(q quotation) bool { return q.span.Start > w.End && q.span.End <= ws[k].Start }) {
				break
			}
			if k > i+1 && slices.Contains(prose.Gap(f.st.Text, ws[k-1], ws[k]), ',') {
				break
			}
			switch {
			case writings[ws[k].Fold] && !(k+1 < len(ws) && f.st.inNumber(ws[k+1])):
				f.gone[k] = true
			case ws[k].Term != "":
				f.whose[ws[k].Term] = true // "section 4", "Luther"
			}
		}
	}
}

// namesAs says whether the i-th word tells what a writing makes of something: "calls the house
// the finest example", "describes it as".
func (st Statement) namesAs(i int) bool {
	switch st.words[i].Fold {
	case "calls", "describes", "characterises", "characterizes":
		return true
	case "called", "described":
		return i+1 < len(st.words) && (st.words[i+1].Fold == "the" || prose.Determiners[st.words[i+1].Fold] || prose.Anaphors[st.words[i+1].Fold] || st.words[i+1].Name)
	}
	return false
}

// withoutFrames is a claim without the words that only say whose its quotations are.
func (c claim) withoutFrames(quotes []quotation) claim {
	out := claim{}
	for lang, st := range c {
		out[lang], _ = st.withoutFrame(quotes)
	}
	return out
}

// ofOtherThan returns the name or number by which st, what stands outside a quotation, says whose
// it is, where the statements that have it name another one: "according to Adler" of what
// Keller said, though Adler stands in the statement before.
func (st Statement) ofOtherThan(whose map[string]bool, having []Statement, quoted reader.Span) []string {
	for _, w := range st.words {
		if !whose[w.Term] || !prose.IsCapital(w) || hasTerm(w, having) {
			continue
		}
		for _, s := range having {
			for _, o := range s.words {
				at := s.Span.Start + o.Start
				if o.Term != "" && prose.IsCapital(o) && (o.Name || o.Start > 0) && (at < quoted.Start || at >= quoted.End) {
					return []string{w.Text}
				}
			}
		}
	}
	for _, n := range st.numbers {
		for _, s := range having {
			if n.Of != "" && slices.ContainsFunc(s.numbers, func(o quantity.Number) bool { return o.Of == n.Of }) && !slices.ContainsFunc(s.numbers, n.Same) {
				return []string{n.Text}
			}
		}
	}
	return nil
}

// quoteMarks is how many marks and spaces stand between a quotation and a word at most.
const quoteMarks = 4

// ownerWords is how many words behind "according to" say whose it is.
const ownerWords = 6

// claimsBeside says whether st, what stands outside quotations and their frames, says
// something of its own beside whose they are.
func (st Statement) claimsBeside(whose map[string]bool) bool {
	for t := range st.terms {
		if !whose[t] && !negations[t] {
			return true
		}
	}
	return false
}
