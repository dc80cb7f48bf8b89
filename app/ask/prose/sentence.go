package prose

import (
	"regexp"
	"strings"
	"unicode"

	"carrel/knowledge/reader"
)

// Sentences returns the sentences of a page's text, in order, as code point
// spans without surrounding white space. A line end inside a paragraph is
// white space, since pages break lines anywhere; a blank line, a list marker,
// a heading's short line and a row of a table end a sentence.
//
// The rules follow the sentence boundaries of Unicode Standard Annex #29 and
// the list-of-abbreviations approach of Grefenstette and Tapanainen, "What is a
// word, what is a sentence?" (1994).
func Sentences(text string) []reader.Span {
	s := splitter{runes: []rune(text), page: true}
	s.width = longestLine(s.runes)
	return s.take(true)
}

// Stream splits text that arrives in pieces. A sentence is given out once it
// is certain that it has ended, which mostly takes the first character after
// it. Every line end closes a sentence, since models break lines on purpose.
// The zero Stream is ready for use.
type Stream struct {
	s splitter
}

// Write adds text and returns the sentences that it completed.
func (s *Stream) Write(text string) []reader.Span {
	s.s.runes = append(s.s.runes, []rune(text)...)
	return s.s.take(false)
}

// Close ends the open sentence and returns what is left. What is written after
// it begins a new sentence.
func (s *Stream) Close() []reader.Span { return s.s.take(true) }

// Open returns the text of the sentence that has not ended yet.
func (s *Stream) Open() string { return string(s.s.runes[min(s.s.next, len(s.s.runes)):]) }

// Truncate takes back all text after its first n code points. What is written next
// begins a new sentence.
func (s *Stream) Truncate(n int) {
	s.s.runes = s.s.runes[:n]
	s.s.next = n
}

type splitter struct {
	runes []rune
	next  int  // where the open sentence begins
	page  bool // text of a page: line ends are soft
	width int  // code points of the longest line
}

// take returns the sentences that end before the end of the text; with final,
// the text's end closes the last one.
func (s *splitter) take(final bool) []reader.Span {
	var out []reader.Span
	for i := s.next; i < len(s.runes); {
		end, resume, certain := s.boundary(i, final)
		if !certain {
			break
		}
		if end < 0 {
			i++
			continue
		}
		out = s.give(out, end)
		s.next, i = resume, resume
	}
	if final {
		out = s.give(out, len(s.runes))
		s.next = len(s.runes)
	}
	return out
}

func (s *splitter) give(out []reader.Span, end int) []reader.Span {
	start := s.next
	for start < end && (unicode.IsSpace(s.runes[start]) || s.page && s.quotes(start)) {
		start++
	}
	for end > start && unicode.IsSpace(s.runes[end-1]) {
		end--
	}
	if start == end {
		return out
	}
	return append(out, reader.Span{Start: start, End: end})
}

// quotes says whether the rune at i is one of the marks that a mail has before what it
// quotes: they are no part of a sentence.
func (s *splitter) quotes(i int) bool {
	for i >= 0 && s.runes[i] == '>' {
		if i == 0 || s.runes[i-1] == '\n' {
			return true
		}
		if i--; s.runes[i] == ' ' {
			i--
		}
	}
	return false
}

// boundary says whether the rune at i closes a sentence: end is the sentence's
// end, or -1, and resume is where the next one begins. certain is false when
// more text has to come first.
func (s *splitter) boundary(i int, final bool) (end, resume int, certain bool) {
	r := s.runes[i]
	if r == '\n' {
		return s.lineEnd(i, final)
	}
	if !IsTerminal(r) || s.sign(i) {
		return -1, 0, true
	}
	j := i + 1
	for j < len(s.runes) && (IsTerminal(s.runes[j]) || IsCloser(s.runes[j])) {
		j++
	}
	if j == len(s.runes) && !final {
		return 0, 0, false
	}
	if isWideTerminal(r) {
		return j, j, true
	}
	if j < len(s.runes) && !unicode.IsSpace(s.runes[j]) && !IsSpaceless(s.runes[j]) {
		return -1, 0, true // "3.14", "example.org", "U.S.A"
	}
	k := j
	for k < len(s.runes) && unicode.IsSpace(s.runes[k]) && s.runes[k] != '\n' {
		k++
	}
	if r == '.' {
		if s.listNumber(i) || s.abbreviation(i) || s.versus(i) {
			return -1, 0, true
		}
		// What follows decides: a lower-case word goes on with the sentence.
		if s.page {
			for k < len(s.runes) && unicode.IsSpace(s.runes[k]) {
				k++
			}
		}
		if k == len(s.runes) && !final {
			return 0, 0, false
		}
		if k < len(s.runes) && unicode.IsLower(s.runes[k]) {
			return -1, 0, true
		}
		initial, day, firm, letter := s.initial(i), s.day(i), s.firm(i), s.smallLetter(i)
		if letter && k < len(s.runes) && s.runes[k] == '§' {
			return -1, 0, true // "i. S. d. § 5"
		}
		if k < len(s.runes) && (initial || day || firm || letter) {
			next, whole := s.wordAt(k)
			if !whole && !final {
				return 0, 0, false
			}
			if initial && !startsSentence(next) || day && (Months[next] > 0 || ordinal(next)) || firm && s.formOfFirm(k, next) || letter && s.shortens(k) {
				return -1, 0, true
			}
		}
	}
	return j, j, true
}

// sign says whether the mark at i is no punctuation: "#!", "$?", or an
// exclamation mark at the start of a line, which is what becomes of some fonts'
// bullets.
func (s *splitter) sign(i int) bool {
	if s.runes[i] != '!' && s.runes[i] != '?' {
		return false
	}
	if i > 0 && strings.ContainsRune("#$&/\\<>=|", s.runes[i-1]) {
		return true
	}
	return s.page && s.runes[i] == '!' && (i == 0 || s.runes[i-1] == '\n')
}

// lineEnd judges a line end at i.
func (s *splitter) lineEnd(i int, final bool) (end, resume int, certain bool) {
	j := i + 1
	blank := false
	for j < len(s.runes) && unicode.IsSpace(s.runes[j]) {
		blank = blank || s.runes[j] == '\n'
		j++
	}
	if !s.page || blank {
		return i, j, true
	}
	if j == len(s.runes) {
		if final {
			return -1, 0, true
		}
		return 0, 0, false
	}
	if s.dateAt(j) && s.goesOn(i) { // "fällig am" and on the next line "15. Juli"
		return -1, 0, true
	}
	if s.cutsNumber(i) && unicode.IsDigit(s.runes[j]) {
		return -1, 0, true
	}
	if s.listMarker(j) || s.heading(i, j) || s.row(i, j) || i > 0 && s.runes[i-1] == '.' && s.fullDate(j) {
		return i, j, true
	}
	return -1, 0, true
}

// listNumber says whether the full stop at i belongs to a list's number at the
// start of a line: "3. Press".
func (s *splitter) listNumber(i int) bool {
	j := i
	for j > s.next && (unicode.IsDigit(s.runes[j-1]) || s.runes[j-1] == '.') {
		j--
	}
	if j == i || i-j > 6 {
		return false
	}
	for k := j - 1; ; k-- {
		if k < s.next || s.runes[k] == '\n' {
			return k < s.next || !s.cutsNumber(k)
		}
		if !unicode.IsSpace(s.runes[k]) {
			return false
		}
	}
}

// cutsNumber says whether the line that ends at i ends within a number: "pages 375–", "NCE-2019-".
func (s *splitter) cutsNumber(i int) bool {
	return i-2 >= s.next && (s.runes[i-1] == '-' || s.runes[i-1] == '–') && unicode.IsDigit(s.runes[i-2])
}

// dateAt says whether an ordinal number with its noun begins at i: "15. Juli", "3. Werktag".
func (s *splitter) dateAt(i int) bool {
	j := i
	for j < len(s.runes) && j-i < 3 && unicode.IsDigit(s.runes[j]) {
		j++
	}
	if j == i || j-i > 2 || j+2 >= len(s.runes) || s.runes[j] != '.' || s.runes[j+1] != ' ' {
		return false
	}
	next, _ := s.wordAt(j + 2)
	return Months[next] > 0 || ordinal(next)
}

// fullDate says whether a date with its year begins at i, as the entries of a log have it. Behind a
// full stop, be it that of an abbreviation or of a day, it begins another one.
func (s *splitter) fullDate(i int) bool {
	return fullDate.MatchString(string(s.runes[i:min(i+longestDate, len(s.runes))]))
}

var fullDate = regexp.MustCompile(`^(?:\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d\d-\d\d)\s`)

const longestDate = 12

// goesOn says whether the line that ends at i has a last word that more has to follow: "am".
func (s *splitter) goesOn(i int) bool {
	b := i
	for b > 0 && (unicode.IsLetter(s.runes[b-1])) {
		b--
	}
	return dangling[Fold(string(s.runes[b:i]))]
}

// listMarker says whether a list item begins at i.
func (s *splitter) listMarker(i int) bool {
	switch s.runes[i] {
	case '•', '◦', '▪', '‣', '·', '●', '○', '■', '\uf0b7':
		return true
	case '-', '*', '–', '—', '+', '!':
		return i+1 < len(s.runes) && unicode.IsSpace(s.runes[i+1])
	}
	j := i
	if s.runes[j] == '(' {
		j++
	}
	k := j
	for k < len(s.runes) && k-j < 3 && unicode.IsDigit(s.runes[k]) {
		k++
	}
	if k == j && k < len(s.runes) && unicode.IsLetter(s.runes[k]) && s.runes[k] < 0x80 {
		k++
	}
	if k == j || k+1 >= len(s.runes) || !unicode.IsSpace(s.runes[k+1]) {
		return false
	}
	return s.runes[k] == ')' && (j > i || !s.inBrackets(i)) || s.runes[k] == '.' && unicode.IsDigit(s.runes[j])
}

// inBrackets says whether a bracket that the sentence opened before i is still open: what
// closes it, "(n =\n107)", is no mark of a list.
func (s *splitter) inBrackets(i int) bool {
	open := 0
	for k := max(s.next, i-longestBracket); k < i; k++ {
		switch s.runes[k] {
		case '(':
			open++
		case ')':
			open = max(0, open-1)
		}
	}
	return open > 0
}

// longestBracket is how many characters in brackets are looked through for where they began.
const longestBracket = 80

// heading says whether the line that ends at i looks like a title: short
// beside the text's longest line, without a mark at its end, and followed by a
// line that begins like a sentence. A number alone is a footnote's mark that
// stood above the line; a line that ends in "the" or "on" goes on, and one that
// begins with a small letter goes on from the line before: in narrow columns words
// that were parted at a line's end make one line far longer than the others.
func (s *splitter) heading(i, next int) bool {
	b := i
	for b > 0 && s.runes[b-1] != '\n' {
		b--
	}
	line := strings.TrimSpace(string(s.runes[b:i]))
	if s.width == 0 || strings.Trim(line, "0123456789") == "" {
		return false
	}
	last := []rune(line)[len([]rune(line))-1]
	if unicode.IsPunct(last) && !IsCloser(last) {
		return false
	}
	if k := strings.LastIndexFunc(line, unicode.IsSpace); dangling[line[k+1:]] {
		return false
	}
	if b > s.next && unicode.IsLower([]rune(line)[0]) {
		return false
	}
	n := len([]rune(line))
	return 10*n < 6*s.width && (unicode.IsUpper(s.runes[next]) || unicode.IsDigit(s.runes[next]))
}

// dangling are words that more has to follow.
var dangling = Set(`the a an of on in at by to for from with and or as than that which whose is are was were has have had be been its their his her
	der die das den dem des ein eine einen einem einer und oder von vom zu zum zur im am ab bis seit mit bei als dass ist sind war wurde
	el la los las un una de del y o en con por para que es son fue se
	le les du des et ou au aux dans sur avec pour qui est sont une`)

// abbreviation says whether the full stop at i ends an abbreviation that a
// sentence rarely ends with.
func (s *splitter) abbreviation(i int) bool {
	j := i
	for j > s.next && (unicode.IsLetter(s.runes[j-1]) || s.runes[j-1] == '.') {
		j--
	}
	f := strings.ToLower(string(s.runes[j:i]))
	if abbreviations[f] || j < i && j-2 >= s.next && s.runes[j-1] == '-' && s.runes[j-2] == '.' {
		return true // or "Dipl.-Ing."
	}
	others := f == "al"                                          // "Berg et al. (1998)"
	if !others && !numbered[f] && !strings.HasSuffix(f, "str") { // "Schillerstr. 27"
		return false
	}
	for k := i + 1; k < len(s.runes); k++ {
		if !unicode.IsSpace(s.runes[k]) {
			return unicode.IsDigit(s.runes[k]) || others && (s.runes[k] == '(' || s.runes[k] == '[')
		}
	}
	return false
}

// initial says whether the full stop at i follows one capital letter: "J. R. R.
// Tolkien", or letters with stops: "U.S.".
func (s *splitter) initial(i int) bool {
	if i == 0 || !unicode.IsUpper(s.runes[i-1]) {
		return false
	}
	return i-1 == s.next || i >= 2 && (unicode.IsSpace(s.runes[i-2]) || s.runes[i-2] == '.' || s.runes[i-2] == '(')
}

// versus says whether the full stop at i is the last mark of "./.", which stands between the
// parties of a German case.
func (s *splitter) versus(i int) bool {
	return i-2 >= s.next && s.runes[i-1] == '/' && s.runes[i-2] == '.'
}

// firm says whether the full stop at i is that of "Co." or "Cie.", behind which a firm's form
// may follow: "GmbH & Co. KG".
func (s *splitter) firm(i int) bool {
	for _, word := range []string{"Co", "Cie"} {
		if j := i - len(word); j >= s.next && string(s.runes[j:i]) == word && (j == 0 || !IsWordRune(s.runes[j-1])) {
			return true
		}
	}
	return false
}

// formOfFirm says whether the word at k, next when folded, is what a firm is by law. "Se" and
// "Sa" are other words.
func (s *splitter) formOfFirm(k int, next string) bool {
	return legalForms[next] && (len(next) > 2 || unicode.IsUpper(s.runes[k+1]))
}

// legalForms are what firms are by law.
var legalForms = Set(`kg kgaa ohg gbr gmbh ag se mbb ltd llc llp inc plc sarl sas sa sl srl snc`)

// smallLetter says whether the full stop at i follows one small letter, as in "z. B." and
// "i. A.", which German writes with a space.
func (s *splitter) smallLetter(i int) bool {
	return i-1 >= s.next && unicode.IsLower(s.runes[i-1]) && (i-1 == s.next || unicode.IsSpace(s.runes[i-2]) || s.runes[i-2] == '(' || s.runes[i-2] == ',')
}

// shortens says whether the word at k is one or two letters with a full stop: "B." and "Hd.".
func (s *splitter) shortens(k int) bool {
	j := k
	for j < len(s.runes) && unicode.IsLetter(s.runes[j]) {
		j++
	}
	return j > k && j-k <= 2 && j < len(s.runes) && s.runes[j] == '.'
}

// day says whether the full stop at i follows one or two digits, as in the
// German "3. Mai" and "3. Stock".
func (s *splitter) day(i int) bool {
	j := i
	for j > s.next && i-j < 3 && unicode.IsDigit(s.runes[j-1]) {
		j--
	}
	return j < i && i-j < 3
}

// counted are German nouns with which ordinal numbers stand: nouns have a capital
// there, as a sentence's first word has.
var counted = Set(`stock stockwerk etage obergeschoss untergeschoss jahrhundert jahrtausend quartal halbjahr trimester semester
	klasse stufe liga bundesliga platz rang auflage ausgabe band kapitel akt satz abschnitt teil bezirk arrondissement
	tag woche monat jahr lebensjahr geburtstag jahrestag weltkrieg mal versuch lesung senat kammer zivilsenat strafsenat
	instanz runde spieltag gang armee division bataillon kompanie og ug mahnung nachtrag entwurf fassung rate halfte alternative`)

// ordinal says whether a word, folded, is one with which ordinal numbers stand, or made of such
// a one: "3. Werktag", "2. Geschäftsjahr". A day of the week begins a sentence as well.
func ordinal(f string) bool {
	if counted[f] {
		return true
	}
	for _, end := range []string{"tag", "jahr", "woche", "geschoss", "kammer", "rate", "auflage"} {
		if strings.HasSuffix(f, end) && len(f) > len(end)+2 {
			return !weekdays[f]
		}
	}
	return false
}

// weekdays are the German days of the week that end as "Tag".
var weekdays = Set(`montag dienstag donnerstag freitag samstag sonntag`)

// wordAt returns the folded word that begins at i, "" where a full stop makes
// an abbreviation of it, and whether all of it is there.
func (s *splitter) wordAt(i int) (string, bool) {
	j := i
	for j < len(s.runes) && unicode.IsLetter(s.runes[j]) {
		j++
	}
	if j == len(s.runes) {
		return Fold(string(s.runes[i:j])), false
	}
	if s.runes[j] == '.' && j-i == 1 {
		return "", true
	}
	return Fold(string(s.runes[i:j])), true
}

// startsSentence says whether a word is one that sentences begin with and names
// do not; asked after an initial only.
func startsSentence(f string) bool {
	for _, set := range stopWords {
		if set[f] {
			return true
		}
	}
	return false
}

// IsTerminal says whether r is a mark that sentences end with, a full stop among them.
func IsTerminal(r rune) bool {
	switch r {
	case '.', '!', '?', '…', '‼', '⁇', '⁈', '⁉':
		return true
	}
	return isWideTerminal(r)
}

// isWideTerminal lists the marks after which no space is written or needed:
// CJK, Devanagari, Arabic, Armenian, Ethiopic, Khmer, Myanmar.
func isWideTerminal(r rune) bool {
	switch r {
	case '。', '！', '？', '｡', '।', '॥', '؟', '۔', '։', '።', '፧', '។', '៕', '။':
		return true
	}
	return false
}

// IsCloser says whether r may stand behind a sentence's last mark: a quotation mark or a bracket.
func IsCloser(r rune) bool {
	switch r {
	case '"', '\'', '”', '’', '“', '»', '«', ')', ']', '」', '』', '）', '】', '›':
		return true
	}
	return false
}

func longestLine(runes []rune) int {
	longest, n := 0, 0
	for _, r := range runes {
		if r == '\n' {
			n = 0
			continue
		}
		if n++; n > longest {
			longest = n
		}
	}
	return longest
}

// abbreviations are those that stand before more of the sentence; ones that
// often end it ("etc", "Inc", "a.m.") are left to what follows.
var abbreviations = Set(`mr mrs ms dr prof st sr jr rev col capt lt sgt gov hon v vs cf e.g i.e eg ie approx viz resp incl
	z.b d.h u.a bzw ggf ggfs vgl hrsg evtl mio mrd tsd gem hd sog inkl exkl zzgl abzgl geb dipl ing hr i.v.m i.s.d sig dott avv env mme mlle mm p.ex sra uds т.е тыс млн млрд`)

// numbered are abbreviations only before a number: "no. 5", "p. 12"; elsewhere
// they are words that may end a sentence.
var numbered = Set(`no nos nr ver vers vol vols p pp ch sec fig figs eq eqs art cl par para paras bd abb kap ca c seq nº núm pág jan feb mar apr
	jun jul aug sep sept oct nov dec abs ziff rn rdnr rz tz az buchst lit anl tel aufl rd max гл рис стр`)
