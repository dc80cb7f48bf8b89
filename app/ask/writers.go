package ask

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"carrel/app/ask/naming"
	"carrel/app/ask/prose"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// People call a paper after who wrote it: "What sample size did Okafor use?" asks Okafor's
// paper, and not the ones that cite it. Who wrote one stands below its title, rarely in what
// its file says of itself.

// worksK is how many passages are looked through for those that bear a writer's name.
const worksK = 30

// mostWriters is how many people a question may name who wrote something.
const mostWriters = 4

var (
	// ofOthers matches, after prose.Fold, what stands before a name where not what its bearer
	// wrote is asked for, but who speaks of it, or who its bearer is.
	ofOthers = regexp.MustCompile(`\b(?:who (?:is|was)|(?:un)?like|cit(?:e[sd]?|ing)|contradict\w*|(?:dis)?agree\w* with|mention\w*|name[sd]?|refer\w* to|replicat\w+|repl(?:y|ies|ied) to|respon\w+ to|critici[sz]\w+|disput\w+|challeng\w+|support\w*|confirm\w*|quot(?:e[sd]?|ing)|about|than|except|besides|zitier\w*|widersprech\w*|widerspricht|erwahn\w*|uber|citan?|contradicen?|menciona\w*|sobre)\b`)
	// ownership is what stands behind a name that opens a question, where it is one.
	ownership = regexp.MustCompile(`['’]s?$`)
)

// elsewhere are words behind which a place stands, or a person who is no writer for whom asks.
var elsewhere = prose.Set(`at near from to into through towards mr mrs ms miss frau herr herrn mr. mrs. ms.`)

// nameless are words with a capital that are no surname.
var nameless = prose.Set(`the and what which who when where how why did does was were has have had can could compare list give show tell summarise summarize explain describe
	mrs miss frau herr herrn prof professor paper article study thesis report chapter section table figure university institute department centre center college school laboratory faculty research science sciences
	technology journal press library foundation society academy ministry office group team project abstract introduction keywords received accepted published draft version
	january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday`)

// writersNamed are the words of a question that may be the surname of somebody who wrote a
// document which it asks, as they are written; part says that it is only a part of a question,
// whose first word may be one too.
func writersNamed(question string, part bool) (names []string) {
	fields := strings.Fields(question)
	for i, f := range fields {
		bare := strings.Trim(f, ` ,;:.!?()[]"“”„«»`)
		name := ownership.ReplaceAllString(bare, "")
		next := ""
		if i+1 < len(fields) {
			next = fields[i+1]
		}
		switch first, _ := utf8.DecodeRuneInString(name); {
		case !unicode.IsUpper(first) || len([]rune(name)) < 3 || strings.ToUpper(name) == name || nameless[prose.Fold(name)]:
			continue
		case i == 0 && !part && name == bare && next != "and" && next != "et" && next != "&":
			continue
		case ofOthers.MatchString(prose.Fold(strings.Join(fields[:i], " "))) || i > 0 && name == bare && elsewhere[prose.Fold(fields[i-1])]:
			continue
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > mostWriters {
		return nil
	}
	return names
}

// writtenBy are those of docs that were written by the people whom a part of a question names.
func (r *run) writtenBy(ctx context.Context, part string, docs []knowledge.Document) ([]knowledge.Document, error) {
	w, err := r.worksIn(ctx, part, true)
	return w.among(docs), err
}

// works are what the people wrote whom a question names.
type works struct {
	names []string       // of those who wrote something
	by    map[string]int // id of a document -> how many of them wrote it
}

// worksIn looks for what was written by the people whom a question, or a part of one, names.
func (r *run) worksIn(ctx context.Context, question string, part bool) (works, error) {
	w := works{by: map[string]int{}}
	for _, name := range writersNamed(question, part) {
		of, err := r.worksOf(ctx, name)
		if err != nil {
			return works{}, err
		}
		if len(of) > 0 {
			w.names = append(w.names, name)
		}
		for _, id := range of {
			w.by[id]++
		}
	}
	return w, nil
}

// among are those of docs that are meant: where the people wrote some together, those; none
// where there are too many.
func (w works) among(docs []knowledge.Document) (found []knowledge.Document) {
	together := 0
	for _, n := range w.by {
		together = max(together, n)
	}
	if together < len(w.names) {
		together = 1
	}
	for _, d := range docs {
		if n := w.by[d.ID]; n > 0 && n >= together {
			found = append(found, d)
		}
	}
	if len(found) > naming.MostCalled {
		return nil
	}
	return found
}

// worksOf are the ids of the documents below whose titles a surname stands.
func (r *run) worksOf(ctx context.Context, name string) (ids []string, err error) {
	library, surname := r.asker.config.Library, prose.Fold(name)
	results, err := library.Search(ctx, knowledge.Query{Text: name, Opening: mostAbove, K: worksK, Documents: r.request.Documents, Filters: r.request.Filters})
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, h := range results.Hits {
		// Most questions name somebody, and next to none a writer: pages are read only where the passage has such a line.
		if seen[h.Document.ID] || !slices.Contains(surnamesInLines(h.Text, h.Document.Title), surname) {
			continue
		}
		seen[h.Document.ID] = true
		pages, err := library.Pages(ctx, h.Document.ID, 1, 1)
		if err != nil {
			return nil, err
		}
		if len(pages) == 1 && slices.Contains(surnamesOn(pages[0], h.Document.Title), surname) {
			ids = append(ids, h.Document.ID)
		}
	}
	return ids, nil
}

// surnamesOn are the surnames, folded, of those who wrote a document: its first page has them
// in lines of nothing but names, between the title and the first part.
func surnamesOn(p reader.Page, title string) []string {
	return surnamesInLines(aboveParts(p, title), title)
}

// surnamesInLines are those of the lines of a text that have nothing but names, and are not its
// title.
func surnamesInLines(text, title string) (surnames []string) {
	for line := range strings.Lines(text) {
		if shown := strings.TrimSpace(line); shown != "" && !ofTitle(shown, title) {
			surnames = append(surnames, surnamesIn(shown)...)
		}
	}
	return surnames
}

// aboveParts is the text of a first page before the first part, which no title is; "" where it
// has none near its head, as letters and stories have not.
func aboveParts(p reader.Page, title string) string {
	for _, m := range marksOf([]reader.Page{p}) {
		if !(partLine.MatchString(m.title) || m.number != "" && strings.ContainsFunc(m.number, unicode.IsDigit)) || ofTitle(m.title, title) {
			continue
		}
		if text := []rune(p.Text); m.start <= min(mostAbove, len(text)) {
			return string(text[:m.start])
		}
		return ""
	}
	return ""
}

var (
	// noteSigns are those by which a name's address or footnote is found.
	noteSigns = regexp.MustCompile(`[\d^*†‡§¶]+`)
	// betweenNames parts names.
	betweenNames = regexp.MustCompile(`[,;·|]| (?:and|und|y|et|e) | ?& ?`)
	// particles stand between a name and a surname with a small letter.
	particles = prose.Set(`van von der den de del della di da dos la le el al bin ibn ter ten zu`)
)

// surnamesIn are the surnames, folded, of a line that has nothing but people's names; none for
// any other.
func surnamesIn(line string) (surnames []string) {
	line = strings.TrimPrefix(strings.TrimSpace(noteSigns.ReplaceAllString(line, " ")), "and ")
	for _, part := range betweenNames.Split(line, -1) {
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		if words[0] == "and" {
			words = words[1:]
		}
		if len(words) < 2 || len(words) > 5 {
			return nil
		}
		for k, w := range words {
			first, _ := utf8.DecodeRuneInString(w)
			if !unicode.IsUpper(first) && (k == len(words)-1 || !particles[w]) || nameless[prose.Fold(w)] || strings.ContainsAny(w, "@:/()") {
				return nil
			}
		}
		surnames = append(surnames, prose.Fold(words[len(words)-1]))
	}
	return surnames
}
