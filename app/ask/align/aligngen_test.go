package align

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"carrel/app/ask/prose"
	"carrel/app/ask/squad"
)

var updateAlignSet = flag.Bool("update-align", false, "write testdata/xquad.txt again, from XQuAD")

// TestAlignSetByRules makes the labelled sentences that rules can make out of
// XQuAD and says whether the committed file is what they make.
func TestAlignSetByRules(t *testing.T) {
	oneGoroutine(t)
	var b strings.Builder
	b.WriteString(alignSetHead)
	for _, l := range []struct {
		lang     prose.Language
		articles int // out of 48, evenly spread
	}{{prose.English, 48}, {prose.German, 16}, {prose.Spanish, 16}} {
		articles := readArticles(t, l.lang)
		for i := 0; i < len(articles); i += len(articles) / l.articles {
			newSetMaker(&b, l.lang, articles, i).write()
		}
	}
	const path = "testdata/xquad.txt"
	if *updateAlignSet {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != b.String() {
		t.Error("the rules make other sentences than those committed: go test ./app/ask/align -run AlignSetByRules -update-align")
	}
}

const alignSetHead = `# Made by rules (aligngen_test.go) out of paragraphs and questions of XQuAD (Artetxe, Ruder and Yogatama, "On the
# Cross-lingual Transferability of Monolingual Representations", 2020), which is made from SQuAD 1.1. Both, and so
# this file, are under CC BY-SA 4.0. Every second article is held out. README.md has the format.
`

type article struct{ paragraphs []paragraph }

type paragraph struct {
	id, text  string
	sentences []string
	questions []squad.Question
}

func readArticles(t *testing.T, lang prose.Language) []article {
	t.Helper()
	path := filepath.Join(xquadFolder, "xquad."+string(lang)+".json")
	if _, err := os.Stat(path); err != nil {
		t.Skip("XQuAD is not here")
	}
	texts, questions, err := squad.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []article
	for i, q := range questions { // by paragraph, and each of these has some
		if q.Article == len(out) {
			out = append(out, article{})
		}
		x := &out[q.Article]
		if i == 0 || q.Paragraph != questions[i-1].Paragraph {
			text := strings.Join(strings.Fields(texts[q.Paragraph]), " ")
			par := paragraph{id: fmt.Sprintf("%s-%02d.%d", lang, q.Article, len(x.paragraphs)), text: text}
			runes := []rune(text)
			for _, s := range prose.Sentences(text) {
				par.sentences = append(par.sentences, string(runes[s.Start:s.End]))
			}
			x.paragraphs = append(x.paragraphs, par)
		}
		par := &x.paragraphs[len(x.paragraphs)-1]
		par.questions = append(par.questions, squad.Question{Text: strings.TrimSpace(q.Text), Answers: q.Answers[:1]})
	}
	return out
}

// setMaker makes the sentences about one paragraph of one article.
type setMaker struct {
	out      *strings.Builder
	lang     prose.Language
	articles []article
	index    int
	rnd      *rand.Rand
	p        paragraph
	others   []paragraph // of the same article
	all      string      // what the passages say together
	other    string      // the sentence that a merged one ends with
}

func newSetMaker(out *strings.Builder, lang prose.Language, articles []article, index int) *setMaker {
	m := &setMaker{out: out, lang: lang, articles: articles, index: index, rnd: rand.New(rand.NewPCG(uint64(index), uint64(lang[0])))}
	ps := articles[index].paragraphs
	k := m.rnd.IntN(len(ps))
	m.p = ps[k]
	for i := 1; i <= 2; i++ {
		m.others = append(m.others, ps[(k+i)%len(ps)])
	}
	m.all = m.p.text
	for _, o := range m.others {
		m.all += " " + o.text
	}
	return m
}

func (m *setMaker) write() {
	shuffled := append([]paragraph{m.p}, m.others...)
	m.rnd.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	var ids []string
	fmt.Fprintln(m.out)
	for _, p := range shuffled {
		fmt.Fprintf(m.out, "== %s\n%s\n", p.id, p.text)
		ids = append(ids, p.id)
	}
	part := "tuning"
	if m.index%2 == 0 {
		part = "held-out"
	}
	fmt.Fprintf(m.out, "?? %s | %s | \n", part, strings.Join(ids, " "))
	for _, rule := range alignRules {
		if rule.only != "" && rule.only != m.lang {
			continue
		}
		// The first sentence, from a random one on, that the rule can be used on.
		at := m.rnd.IntN(len(m.p.sentences))
		for i := range m.p.sentences {
			s := m.p.sentences[(at+i)%len(m.p.sentences)]
			if n := len(strings.Fields(s)); n < 6 || n > 45 || strings.ContainsAny(s, "|\"“„«") {
				continue
			}
			made, ok := rule.make(m, s)
			if !ok || made == s && rule.kind != "verbatim" || rule.label == '-' && strings.Contains(m.all, strings.TrimRight(made, ".")) {
				continue
			}
			mark := ""
			if rule.marks {
				mark = " | " + m.abridged(s)
				if run := quotedIn(made); strings.Contains(m.all, run) {
					mark += " || " + run // the very words are a right mark too
				}
			}
			if rule.kind == "merged" {
				mark = " | " + m.abridged(s) + " || " + m.abridged(m.other)
			}
			fmt.Fprintf(m.out, "%c %s | %s%s\n", rule.label, rule.kind, made, mark)
			break
		}
	}
	m.answers(part, ids)
}

// answers are those that the questions ask for, alone and as sentences.
func (m *setMaker) answers(part string, ids []string) {
	for i, q := range m.p.questions {
		if i > 1 {
			break
		}
		s := m.sentenceWith(q.Answers[0])
		if s == "" || len(strings.Fields(q.Answers[0])) > 8 || strings.Contains(q.Answers[0], "|") {
			continue
		}
		fmt.Fprintf(m.out, "?? %s | %s | %s\n", part, strings.Join(ids, " "), q.Text)
		fmt.Fprintf(m.out, "+ answer | %s | %s || %s\n", q.Answers[0], m.abridged(s), q.Answers[0])
		for _, other := range m.p.questions {
			if a := other.Answers[0]; a != q.Answers[0] && !strings.Contains(s, a) && len(strings.Fields(a)) < 6 && kindOf(a) == kindOf(q.Answers[0]) {
				if told := restate(q.Text, a); told != "" && m.lang == prose.English {
					fmt.Fprintf(m.out, "- other answer | %s\n", told)
				}
				break
			}
		}
		if told := restate(q.Text, q.Answers[0]); told != "" && m.lang == prose.English {
			fmt.Fprintf(m.out, "+ question restated | %s | %s\n", told, m.abridged(s))
		}
	}
}

func kindOf(answer string) int {
	switch {
	case strings.ContainsAny(answer, "0123456789"):
		return 1
	case answer != strings.ToLower(answer):
		return 2
	}
	return 3
}

// restate turns "Who wrote it?" into "She wrote it.", "" for other questions.
func restate(question, answer string) string {
	m := regexp.MustCompile(`^(?:Who|What) ((?:\w+ed|is|was|were|are|has|had|won|led|wrote|made|gave|took|held|began|ran|became|built)\b.*)\?$`).FindStringSubmatch(question)
	if m == nil {
		return ""
	}
	return strings.ToUpper(answer[:1]) + answer[1:] + " " + strings.TrimSpace(m[1]) + "."
}

func (m *setMaker) sentenceWith(part string) string {
	found := ""
	for _, s := range m.p.sentences {
		if strings.Contains(s, part) {
			if found != "" {
				return ""
			}
			found = s
		}
	}
	return found
}

// abridged writes a sentence as its first and last words where they say which it is.
func (m *setMaker) abridged(s string) string {
	ws := strings.Split(s, " ")
	if len(ws) < 10 {
		return s
	}
	head, tail := strings.Join(ws[:4], " "), strings.Join(ws[len(ws)-3:], " ")
	if strings.Count(m.all, head) != 1 || strings.Count(s, tail) != 1 {
		return s
	}
	return head + " … " + tail
}

type alignRule struct {
	label byte
	kind  string
	marks bool           // the sentence that it is made from is the right mark
	only  prose.Language // "" for all
	make  func(*setMaker, string) (string, bool)
}

var alignRules = []alignRule{
	{'+', "verbatim", true, "", func(m *setMaker, s string) (string, bool) { return s, true }},
	{'+', "beginning moved", true, prose.English, moved},
	{'+', "clause", true, prose.English, clauseOf},
	{'+', "announced", true, "", announced},
	{'+', "aside left out", true, "", asideLeftOut},
	{'+', "number rewritten", true, "", numberRewritten},
	{'+', "quotation", true, "", quotation_},
	{'-', "quotation altered", true, "", quotationAltered},
	{'-', "number changed", true, "", numberChanged},
	{'-', "year shifted", true, "", yearShifted},
	{'-', "unit changed", true, "", unitChanged},
	{'-', "name changed", true, "", nameChanged},
	{'-', "negated", true, "", negated},
	{'-', "quantifier changed", true, "", replacing(quantifierPairs)},
	{'-', "opposite", true, "", replacing(oppositePairs)},
	{'-', "sides exchanged", true, prose.English, sidesExchanged},
	{'-', "merged", false, "", merged},
	{'-', "absent", false, "", absent},
	{'-', "attributed", true, prose.English, attributed},
}

// quotedIn is what stands in quotation marks, or the whole without its last full stop.
func quotedIn(made string) string {
	for _, marks := range [][2]string{{"„", "“"}, {"“", "”"}, {"«", "»"}} {
		if _, after, ok := strings.Cut(made, marks[0]); ok {
			run, _, _ := strings.Cut(after, marks[1])
			return run
		}
	}
	return strings.TrimSuffix(made, ".")
}

func upperFirst(s string) string {
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

func moved(m *setMaker, s string) (string, bool) {
	x := regexp.MustCompile(`^((?:In|On|During|After|Before|By|Since|At|From) [^,]{3,40}), (.+)\.$`).FindStringSubmatch(s)
	if x == nil || strings.Contains(x[2], ";") {
		return "", false
	}
	return upperFirst(x[2]) + " " + strings.ToLower(x[1][:1]) + x[1][1:] + ".", true
}

func clauseOf(m *setMaker, s string) (string, bool) {
	x := regexp.MustCompile(`^([^,;()]{30,}), (?:while|where|which|although|whereas|who) `).FindStringSubmatch(s)
	if x == nil || strings.Contains(x[1], " if ") || strings.HasPrefix(x[1], "If ") {
		return "", false
	}
	return x[1] + ".", true
}

func announced(m *setMaker, s string) (string, bool) {
	// A name at the start stays as it is; any other word becomes small.
	first := strings.Fields(s)[0]
	if low := strings.ToLower(first[:1]) + first[1:]; m.lang.Stop(strings.ToLower(first)) {
		s = low + s[len(first):]
	}
	return map[prose.Language]string{prose.English: "The text says that ", prose.German: "Laut dem Text gilt: ", prose.Spanish: "Según el documento, "}[m.lang] + s, true
}

func asideLeftOut(m *setMaker, s string) (string, bool) {
	x := regexp.MustCompile(` \([^()]+\)`).FindStringIndex(s)
	if x == nil {
		return "", false
	}
	return s[:x[0]] + s[x[1]:], true
}

var smallNumbers = map[prose.Language]map[string]string{
	prose.English: {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "twelve": "12", "percent": "%"},
	prose.German:  {"zwei": "2", "drei": "3", "vier": "4", "fünf": "5", "sechs": "6", "sieben": "7", "acht": "8", "neun": "9", "zehn": "10", "zwölf": "12"},
	prose.Spanish: {"dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6", "siete": "7", "ocho": "8", "nueve": "9", "diez": "10", "doce": "12"},
}

func numberRewritten(m *setMaker, s string) (string, bool) {
	if x := regexp.MustCompile(`\b(\d{1,3}),(\d{3})\b`).FindStringSubmatchIndex(s); x != nil && m.lang == prose.English {
		return s[:x[0]] + s[x[2]:x[3]] + s[x[4]:x[5]] + s[x[1]:], true
	}
	if x := regexp.MustCompile(`\b(\d+)\.(\d) (million|billion)\b`).FindStringSubmatchIndex(s); x != nil {
		f, _ := strconv.ParseFloat(s[x[2]:x[3]]+"."+s[x[4]:x[5]], 64)
		unit := map[string]float64{"million": 1e6, "billion": 1e9}[s[x[6]:x[7]]]
		return s[:x[0]] + strconv.FormatFloat(f*unit, 'f', 0, 64) + s[x[1]:], true
	}
	if x := regexp.MustCompile(`(\d)%`).FindStringIndex(s); x != nil {
		return s[:x[1]-1] + " " + map[prose.Language]string{prose.English: "percent", prose.German: "Prozent", prose.Spanish: "por ciento"}[m.lang] + s[x[1]:], true
	}
	ws := strings.Split(s, " ")
	for i, w := range ws {
		if n, ok := smallNumbers[m.lang][w]; ok && i > 0 {
			ws[i] = n
			return strings.Join(ws, " "), true
		}
	}
	for i, w := range ws {
		for word, n := range smallNumbers[m.lang] {
			if w == n && i > 0 && !slices.Contains(ws, word) {
				ws[i] = word
				return strings.Join(ws, " "), true
			}
		}
	}
	return "", false
}

func (m *setMaker) run(s string) []string {
	ws := strings.Split(strings.TrimRight(s, "."), " ")
	n := min(len(ws), 5+m.rnd.IntN(6))
	at := m.rnd.IntN(len(ws) - n + 1)
	return slices.Clone(ws[at : at+n])
}

func (m *setMaker) quoting(ws []string) string {
	return fmt.Sprintf(map[prose.Language]string{prose.English: "It says “%s”.", prose.German: "Dort steht: „%s“", prose.Spanish: "Dice: «%s»."}[m.lang], strings.Trim(strings.Join(ws, " "), ",;:"))
}

func quotation_(m *setMaker, s string) (string, bool) { return m.quoting(m.run(s)), true }

func quotationAltered(m *setMaker, s string) (string, bool) {
	ws := m.run(s)
	others := strings.Fields(m.others[0].text)
	i := 1 + m.rnd.IntN(len(ws)-2)
	w := strings.Trim(others[m.rnd.IntN(len(others))], ".,;:()\"“”")
	if w == "" || prose.Fold(w) == prose.Fold(strings.Trim(ws[i], ".,;:()")) {
		return "", false
	}
	ws[i] = w
	return m.quoting(ws), !strings.Contains(m.all, strings.Join(ws, " "))
}

func numberChanged(m *setMaker, s string) (string, bool) {
	xs := regexp.MustCompile(`\d+(?:[.,]\d+)*`).FindAllStringIndex(s, -1)
	for _, x := range xs {
		n := s[x[0]:x[1]]
		if v, err := strconv.Atoi(n); err == nil && v >= 1000 && v < 2100 {
			continue
		}
		d := []byte(n)
		i := m.rnd.IntN(len(d))
		if d[i] < '0' || d[i] > '9' {
			i = 0
		}
		d[i] = '1' + (d[i]-'0'+byte(m.rnd.IntN(7)))%9
		if string(d) != n && !strings.Contains(m.all, string(d)) {
			return s[:x[0]] + string(d) + s[x[1]:], true
		}
	}
	return "", false
}

func yearShifted(m *setMaker, s string) (string, bool) {
	x := regexp.MustCompile(`\b1[0-9]\d\d\b|\b20[012]\d\b`).FindStringIndex(s)
	if x == nil {
		return "", false
	}
	v, _ := strconv.Atoi(s[x[0]:x[1]])
	return s[:x[0]] + strconv.Itoa(v+[]int{-10, -1, 1, 2, 10}[m.rnd.IntN(5)]) + s[x[1]:], true
}

func unitChanged(m *setMaker, s string) (string, bool) {
	for _, p := range [][2]string{{"million", "billion"}, {"billion", "million"}, {"kilometers", "miles"}, {"miles", "kilometers"}, {"km", "miles"}, {"meters", "feet"},
		{"$", "€"}, {"£", "$"}, {"years", "months"}, {"months", "weeks"}, {"days", "hours"}, {"Millionen", "Milliarden"}, {"Jahre", "Monate"}, {"Kilometer", "Meilen"},
		{"millones", "miles de millones"}, {"años", "meses"}, {"metros", "pies"}, {"percent", "million"}, {"%", " million"}} {
		if x := regexp.MustCompile(`(\d )` + regexp.QuoteMeta(p[0]) + `\b`).FindStringSubmatchIndex(s); x != nil {
			return s[:x[3]] + p[1] + s[x[1]:], true
		}
		if i := strings.Index(s, p[0]); i >= 0 && len(p[0]) <= 2 && p[0] != "km" {
			return s[:i] + p[1] + s[i+len(p[0]):], true
		}
	}
	return "", false
}

var nameRun = regexp.MustCompile(`\p{Lu}\p{Ll}{2,}(?: \p{Lu}\p{Ll}+)*`)

func nameChanged(m *setMaker, s string) (string, bool) {
	if m.lang == prose.German {
		return "", false // every noun has a capital
	}
	var pool []string
	for _, a := range []int{(m.index + 1) % len(m.articles), (m.index + 3) % len(m.articles)} {
		for _, p := range m.articles[a].paragraphs {
			for _, q := range p.questions {
				if n := q.Answers[0]; nameRun.FindString(n) == n && !strings.Contains(m.all, n) {
					pool = append(pool, n)
				}
			}
		}
	}
	xs := nameRun.FindAllStringIndex(s, -1)
	for _, x := range xs {
		if x[0] == 0 || len(pool) == 0 {
			continue
		}
		return s[:x[0]] + pool[m.rnd.IntN(len(pool))] + s[x[1]:], true
	}
	return "", false
}

func negated(m *setMaker, s string) (string, bool) {
	for _, n := range map[prose.Language][]string{prose.English: {" not ", " never "}, prose.German: {" nicht "}, prose.Spanish: {" no ", " nunca "}}[m.lang] {
		if strings.Count(s, n) == 1 && !strings.Contains(s, "not only") && !strings.Contains(s, "nicht nur") && !strings.Contains(s, "no solo") && !strings.Contains(s, "no sólo") {
			return strings.Replace(s, n, " ", 1), true
		}
	}
	re := map[prose.Language]string{
		prose.English: `\b(is|are|was|were|can|could|would|will|may|must|has been|have been)\b( )`,
		prose.German:  `\b(ist|sind|war|waren|wurde|wurden)\b( )`,
		prose.Spanish: ` (es|son|fue|fueron|era|eran|está|están|tiene|tenía) `,
	}[m.lang]
	x := regexp.MustCompile(re).FindStringSubmatchIndex(s)
	if x == nil || strings.HasPrefix(s[x[1]:], "only ") || strings.HasSuffix(s[:x[0]], "No") {
		return "", false
	}
	if m.lang == prose.Spanish {
		return s[:x[0]] + " no" + s[x[0]:], true
	}
	return s[:x[3]] + map[prose.Language]string{prose.English: " not ", prose.German: " nicht "}[m.lang] + s[x[5]:], true
}

// pairs of words, either of which makes another claim in place of the other.
var quantifierPairs = strings.Fields(`some/all many/few most/some all/some several/all both/neither each/no every/no always/sometimes often/always usually/rarely
	only/never alle/einige viele/wenige einige/alle oft/immer todos/algunos muchos/pocos algunos/todos siempre/nunca`)

var oppositePairs = strings.Fields(`more/less larger/smaller higher/lower increased/decreased increase/decrease before/after after/before first/last north/south
	south/north east/west west/east largest/smallest early/late earlier/later rose/fell won/lost above/below better/worse most/least over/under
	large/small high/low old/new begin/end began/ended major/minor mehr/weniger größer/kleiner vor/nach höher/niedriger ersten/letzten größte/kleinste
	más/menos mayor/menor antes/después primero/último aumentó/disminuyó norte/sur`)

func replacing(pairs []string) func(*setMaker, string) (string, bool) {
	return func(m *setMaker, s string) (string, bool) {
		ws := strings.Split(s, " ")
		for _, p := range pairs {
			from, to, _ := strings.Cut(p, "/")
			if i := slices.Index(ws, from); i > 0 {
				ws[i] = to
				return strings.Join(ws, " "), true
			}
		}
		return "", false
	}
}

func sidesExchanged(m *setMaker, s string) (string, bool) {
	x := regexp.MustCompile(`^((?:The )?\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)*) ((?:(?:was|were|is|are|has|had) )?\w+(?:ed|won|led|beat|wrote|made|gave|took|held|larger|smaller|older) (?:\w+ ){0,4}?)((?:the )?\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)*)([ ,.].*)$`).FindStringSubmatch(s)
	if x == nil || strings.Contains(x[2], " and ") || strings.HasPrefix(x[2], "and ") || regexp.MustCompile(`\b(in|on|at|as|with|of|since|during|between)\b`).MatchString(x[2]) {
		return "", false
	}
	return upperFirst(x[3]) + " " + x[2] + strings.Replace(x[1], "The ", "the ", 1) + x[4], true
}

// merged has the beginning of the sentence and the end of one of another passage.
func merged(m *setMaker, s string) (string, bool) {
	re := map[prose.Language]string{
		prose.English: ` (?:was|were|is|are|has|had|have|became|can|could|may) `,
		prose.German:  ` (?:war|waren|ist|sind|wurde|wurden|hat|hatte) `,
		prose.Spanish: ` (?:fue|es|son|fueron|era|había|ha) `,
	}[m.lang]
	verb := regexp.MustCompile(re)
	x := verb.FindStringIndex(s)
	if x == nil || x[0] > 60 || len(strings.Fields(s[:x[0]])) < 2 {
		return "", false
	}
	for _, o := range m.others {
		for _, other := range o.sentences {
			y := verb.FindStringIndex(other)
			if y == nil || y[0] > 60 || len(other)-y[1] < 30 || len(other) > 260 || strings.ContainsAny(other, "|\"“„«") {
				continue
			}
			if strings.EqualFold(s[:x[0]], other[:y[0]]) || strings.Contains(" it this these he she they ", " "+strings.ToLower(s[:x[0]])+" ") {
				continue
			}
			m.other = other
			return s[:x[0]] + other[y[0]:], true
		}
	}
	return "", false
}

// absent is a sentence of the next article with a name of this one.
func absent(m *setMaker, s string) (string, bool) {
	next := m.articles[(m.index+5)%len(m.articles)].paragraphs
	p := next[m.rnd.IntN(len(next))]
	for _, other := range p.sentences {
		if n := len(strings.Fields(other)); n < 6 || n > 30 || strings.ContainsAny(other, "|\"“„«") {
			continue
		}
		x := nameRun.FindString(s)
		y := nameRun.FindAllStringIndex(other, -1)
		if x == "" || len(y) == 0 || m.lang == prose.German {
			return other, true
		}
		return other[:y[len(y)-1][0]] + x + other[y[len(y)-1][1]:], true
	}
	return "", false
}

func attributed(m *setMaker, s string) (string, bool) {
	x := regexp.MustCompile(`\b(\p{Lu}\p{Ll}+) (said|argued|claimed|stated|wrote|believed|proposed|suggested|reported|called|thought) `).FindStringSubmatchIndex(s)
	if x == nil {
		return "", false
	}
	for _, n := range nameRun.FindAllString(m.others[0].text+" "+m.others[1].text, -1) {
		if !strings.Contains(s, n) && !opensSentence(strings.ToLower(strings.Fields(n)[0])) && len(n) > 4 {
			return s[:x[2]] + n + s[x[3]:], true
		}
	}
	return "", false
}

// opensSentence says whether a word is one that sentences begin with and names do not.
func opensSentence(word string) bool {
	return slices.ContainsFunc([]prose.Language{prose.English, prose.German, prose.French, prose.Spanish, prose.Italian, prose.Portuguese, prose.Russian}, func(l prose.Language) bool { return l.Stop(word) })
}
