package dated

import (
	"strings"
	"unicode"
)

// token is a word, a number or a sign of a text.
type token struct {
	text   string // in lower case; a sign's is itself
	number int    // -1: no number
	digits int    // of the number
	line   int    // from 0
	tight  bool   // nothing stands between it and the token before
}

func (t token) isNumber() bool { return t.number >= 0 }
func (t token) isWord() bool {
	return !t.isNumber() && strings.IndexFunc(t.text, unicode.IsLetter) == 0
}

// tokens cuts a text. Han letters are tokens one by one, for Chinese and Japanese
// have no spaces and dates are written with 年, 月, 日; so are the digits that
// are Han letters, where one of those follows.
func tokens(text string) []token {
	var list []token
	line, tight := 0, false
	runes := []rune(text)
	add := func(t token) {
		t.line, t.tight = line, tight
		list = append(list, t)
		tight = true
	}
	for i := 0; i < len(runes); {
		r := runes[i]
		switch {
		case r == '\n':
			line++
			tight = false
			i++
		case unicode.IsSpace(r):
			tight = false
			i++
		case digitOf(r) >= 0:
			n, from := 0, i
			for ; i < len(runes) && digitOf(runes[i]) >= 0; i++ {
				if i-from < 9 {
					n = 10*n + digitOf(runes[i])
				}
			}
			add(token{text: string(runes[from:i]), number: n, digits: i - from})
		case unicode.Is(unicode.Han, r):
			if n, used, year := hanNumber(runes[i:]); used > 0 {
				digits := used
				if year {
					digits = 4
				}
				add(token{text: string(runes[i : i+used]), number: n, digits: digits})
				i += used
				continue
			}
			add(token{text: string(r), number: -1})
			i++
		case unicode.IsLetter(r) || unicode.IsMark(r):
			from := i
			for i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsMark(runes[i])) && !unicode.Is(unicode.Han, runes[i]) {
				i++
			}
			// Turkish "EKİM" comes out with a dot above its small i.
			word := strings.ReplaceAll(strings.ToLower(string(runes[from:i])), "\u0307", "")
			add(token{text: word, number: -1})
		default:
			add(token{text: string(r), number: -1})
			i++
		}
	}
	return list
}

// digitOf gives what a decimal digit of any script stands for, -1 for others.
func digitOf(r rune) int {
	if r < 0x80 {
		if '0' <= r && r <= '9' {
			return int(r - '0')
		}
		return -1
	}
	if !unicode.Is(unicode.Nd, r) {
		return -1
	}
	// The digits of a script follow each other, from zero.
	n := 0
	for n < 9 && unicode.Is(unicode.Nd, r-1-rune(n)) {
		n++
	}
	if n == 9 { // full-width and mathematical digits follow others
		for _, table := range unicode.Nd.R16 {
			if rune(table.Lo) <= r && r <= rune(table.Hi) {
				return int(r-rune(table.Lo)) % 10
			}
		}
	}
	return n
}

// hanNumber reads 二〇一八, 十二 or 三十一 where 年, 月 or 日 follows.
func hanNumber(runes []rune) (n, used int, year bool) {
	const digits = "〇一二三四五六七八九"
	value := func(r rune) int {
		if r == '零' || r == '○' {
			return 0
		}
		for i, d := range []rune(digits) {
			if r == d {
				return i
			}
		}
		return -1
	}
	tens := false
	for used < len(runes) && used < 5 {
		r := runes[used]
		if d := value(r); d >= 0 {
			if tens {
				n += d
			} else {
				n = 10*n + d
			}
		} else if r == '十' && !tens {
			n, tens = 10*max(n, 1), true
		} else {
			break
		}
		used++
	}
	if used == 0 || used == len(runes) || !strings.ContainsRune("年月日", runes[used]) {
		return 0, 0, false
	}
	return n, used, runes[used] == '年' && !tens && used == 4
}
