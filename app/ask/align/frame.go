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
	// between are words that may stand between a writing and its verb.
	fillingIn = prose.Set(`also further explicitly clearly then itself simply expressly even therefore thus`)
	tellers   = prose.Set(`it he she they we i es sie er il elle ils`)
)

// withoutFrame returns st, or what stands outside its quotations, without the words that
// only say whose they are, and which of the terms that are left are names or numbers of those.
func (st Statement) withoutFrame(quotes []quotation) (out Statement, whose map[string]bool) {
	out, whose = st, map[string]bool{}
	out.words, out.terms = slices.Clone(st.words), maps.Clone(st.terms)
	gone := map[int]bool{}
	// nextTo says whether nothing but marks stands between the i-th word and the next word or a quotation.
	atQuote := func(i int) bool {
		w := st.words[i]
		return slices.ContainsFunc(quotes, func(q quotation) bool {
			return q.span.Start >= w.End && q.span.Start <= w.End+quoteMarks || q.span.End <= w.Start && q.span.End >= w.Start-quoteMarks
		})
	}
	inside := func(i int) bool {
		return slices.ContainsFunc(quotes, func(q quotation) bool { return st.words[i].Start >= q.span.Start && st.words[i].End <= q.span.End })
	}
	for i, w := range st.words {
		clear := (w.Fold == "makes" || w.Fold == "made") && (i+1 < len(st.words) && st.words[i+1].Fold == "clear" || i+2 < len(st.words) && st.words[i+2].Fold == "clear")
		naming := st.namesAs(i)
		if !recounting[w.Fold] && !clear && !naming || inside(i) {
			continue
		}
		says := i + 1
		if clear {
			for st.words[says-1].Fold != "clear" {
				says++
			}
		}
		for says < len(st.words) && (st.words[says].Fold == "out" || st.words[says].Fold == "it" || st.words[says].Fold == "this" || st.words[says].Fold == "as" || st.words[says].Fold == "follows") {
			says++
		}
		before := i - 1
		for before >= 0 && fillingIn[st.words[before].Fold] {
			before--
		}
		last := says - 1
		opens := says < len(st.words) && claimOpeners[st.words[says].Fold]
		beside := opens || atQuote(last) || atQuote(i)
		switch {
		case naming && !(before >= 0 && writings[st.words[before].Fold]):
			continue
		case before >= 0 && writings[st.words[before].Fold]: // "the report concludes"
			gone[before] = true
			if k := before - 1; k >= 0 && prose.IsCapital(st.words[k]) && st.words[k].Term != "" {
				whose[st.words[k].Term] = true // "the DMCA summary"
			}
		case before >= 0 && tellers[st.words[before].Fold] && beside:
		case before >= 0 && prose.IsCapital(st.words[before]) && (beside || before == 0 || atQuote(before)): // "Luther wrote"
			for k := before; k >= 0 && prose.IsCapital(st.words[k]); k-- {
				whose[st.words[k].Term] = true
			}
		case i+2 < len(st.words) && prose.Determiners[st.words[i+1].Fold] && writings[st.words[i+2].Fold] && atQuote(i): // "says the report"
			gone[i+2] = true
		case i+1 < len(st.words) && prose.IsCapital(st.words[i+1]) && atQuote(i): // "said Whitcombe"
			for k := i + 1; k < len(st.words) && prose.IsCapital(st.words[k]); k++ {
				whose[st.words[k].Term] = true
			}
		default:
			continue
		}
		for k := before + 1; k <= last; k++ {
			gone[k] = true
		}
	}
	for i, w := range st.words {
		if w.Fold == "words" && i > 0 && isPossessive(st.words[i-1]) && writings[st.words[i-1].Fold] && !inside(i) { // "in the author's words"
			gone[i-1], gone[i] = true, true
			continue
		}
		f := w.Fold
		to := i + 1
		switch {
		case inside(i):
			continue
		case f == "according" && to < len(st.words) && st.words[to].Fold == "to",
			f == "words" && to < len(st.words) && st.words[to].Fold == "of" && i > 0,
			f == "secondo", f == "segun", f == "laut", f == "selon":
		default:
			continue
		}
		gone[i] = true
		for k := i + 1; k < len(st.words) && k <= i+ownerWords; k++ {
			if inside(k) || slices.ContainsFunc(quotes, func(q quotation) bool { return q.span.Start > w.End && q.span.End <= st.words[k].Start }) {
				break
			}
			if k > i+1 && slices.Contains(prose.Gap(st.Text, st.words[k-1], st.words[k]), ',') {
				break
			}
			switch {
			case writings[st.words[k].Fold] && !(k+1 < len(st.words) && st.inNumber(st.words[k+1])):
				gone[k] = true
			case st.words[k].Term != "":
				whose[st.words[k].Term] = true // "section 4", "Luther"
			}
		}
	}
	for i := range out.words {
		if gone[i] {
			out.words[i].Term = ""
		}
	}
	for i, w := range st.words {
		if gone[i] && !slices.ContainsFunc(out.words, func(o prose.Word) bool { return o.Term == w.Term }) {
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
	return out, whose
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
