package parse

import (
	"math"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// What encoding a text without a mark is in, is a question of likelihood: each
// encoding reads its bytes above 127 as letters, and the one whose letters are
// the likeliest in some language that is written with it wins. A cost is the
// negative natural logarithm of a probability; only bytes above 127 count.

// alphabet is a language as far as it is not ASCII.
type alphabet struct {
	letters string // lower case, the most frequent first
	latin   bool   // stands among ASCII letters; the others have words of their own
}

var (
	western = []alphabet{
		{"éàèêçôîûùâœëï", true}, {"üäöß", true}, {"óíáéñúü", true}, {"ãçéáõíóêàúâô", true}, {"èàùòìé", true}, {"ëéïèöü", true},
		{"äåöé", true}, {"øåæé", true}, {"áíðóöþúéæý", true}, {"àéóèçíúòïü", true}, {"äõüöšž", true},
	}
	central = []alphabet{
		{"łóęążśćńź", true}, {"íáéěýřčšžůúňťďó", true}, {"áíýéčšžľťúôňóäďŕĺ", true}, {"áéöóőüíűú", true}, {"šžčćđ", true}, {"ăşţîâ", true},
		{"üäöß", true},
	}
	turkish  = []alphabet{{"ışüçğöâî", true}}
	baltic   = []alphabet{{"ėųšžūįąčę", true}, {"āīēšņūķļģžč", true}, {"äõüöšž", true}}
	cyrillic = []alphabet{
		{"оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", false}, {"оанивирестлкдмупіяьзгбчйхжєїшюцщфґ", false}, {"аиоентсрвлкдпмзгуъячбйжшхцщюф", false},
		{"аоиенрстјувкмдлпгзбшчцхжфњљћђџ", false},
	}
	greek  = []alphabet{{"αοιτενσηρπςυκμλίωόάδγέχθήφβύξζώψϊ", false}}
	hebrew = []alphabet{{"יוהלארתבםשנמעדקחפגטכןסזצךףץ", false}}
	arabic = []alphabet{{"اليمونرتبةعدسفهكقأحجشطصىخإضذزثئءغظؤآ", false}, {"ایرندهموتبسلشکزفگخقپعجحچطصضثغذظژيك", false}}
	thai   = []alphabet{{"านรอกเง่มยลวดทสัตีปิบ้คหแจพชขใไืะโ็ุูผซ์ถธณศภษึำญฉฝฐฟฎฮๆฆฒฏ", false}}
)

// singleByte are the encodings of one byte a letter. The bias is what an
// encoding has to be better by, in all: the likelier ones come first.
var singleByte = []struct {
	encoding  *charmap.Charmap
	languages []alphabet
	bias      float64
}{
	{charmap.Windows1252, western, 0},
	{charmap.Windows1251, cyrillic, 2},
	{charmap.Windows1250, central, 3},
	{charmap.KOI8R, cyrillic[:1], 3},
	{charmap.ISO8859_2, central, 4},
	{charmap.Windows1253, greek, 3},
	{charmap.Windows1254, turkish, 3},
	{charmap.Windows1255, hebrew, 3},
	{charmap.Windows1256, arabic, 3},
	{charmap.Windows1257, baltic, 4},
	{charmap.Windows874, thai, 3},
	{charmap.KOI8U, cyrillic[1:2], 4},
	{charmap.ISO8859_5, cyrillic, 5},
	{charmap.ISO8859_7, greek, 4},
	{charmap.ISO8859_6, arabic[:1], 5},
	{charmap.ISO8859_8, hebrew, 5},
	{charmap.ISO8859_15, western, 3},
	{charmap.CodePage866, cyrillic, 5},
	{charmap.Macintosh, western, 6},
	{charmap.CodePage850, western, 6},
	{charmap.CodePage852, central, 7},
}

const (
	// A text is judged by this many of its bytes, from its beginning.
	guessBytes = 256 << 10

	costRare     = 7.0  // a letter that the language does not have
	costSymbol   = 3.5  // a quotation mark, a dash, where it may stand
	costMisplace = 8.0  // a symbol inside a word, a fraction anywhere
	costControl  = 14.0 // a control or nothing at all
)

// guessEncoding gives the encoding that a text is most likely in. There is always
// one: any bytes are Windows-1252 of some kind.
func guessEncoding(data []byte) encoding.Encoding {
	data = data[:min(len(data), guessBytes)]
	var best encoding.Encoding = charmap.Windows1252
	lowest := math.Inf(1)
	for i, e := range singleByte {
		table := tables()[i]
		for _, l := range table.languages {
			if cost := l.cost(data, &table.runes, lowest-e.bias) + e.bias; cost < lowest {
				lowest, best = cost, e.encoding
			}
		}
	}
	for _, e := range []struct {
		encoding encoding.Encoding
		cost     func([]byte) float64
	}{
		{simplifiedchinese.GB18030, costGB18030},
		{japanese.ShiftJIS, costShiftJIS},
		{japanese.EUCJP, costEUCJP},
		{traditionalchinese.Big5, costBig5},
		{korean.EUCKR, costEUCKR},
	} {
		if cost := e.cost(data) + 3; cost < lowest {
			lowest, best = cost, e.encoding
		}
	}
	return best
}

// tables are the single-byte encodings, made ready once.
var tables = sync.OnceValue(func() []singleByteTable {
	all := make([]singleByteTable, len(singleByte))
	for i, e := range singleByte {
		for b := range all[i].runes {
			all[i].runes[b] = e.encoding.DecodeByte(byte(b))
		}
		for _, l := range e.languages {
			all[i].languages = append(all[i].languages, newLanguage(l, &all[i].runes))
		}
	}
	return all
})

type singleByteTable struct {
	runes     [256]rune
	languages []language
}

// language is an alphabet in an encoding.
type language struct {
	latin bool
	// cost is what a byte costs as a letter, 0 where it is none.
	costs [256]float64
	kinds [256]byteKind
}

type byteKind uint8

const (
	other     byteKind = iota // ASCII that is no letter
	ascii                     // an ASCII letter
	small                     // a letter above 127 in lower case, or without case
	capital                   // the same in upper case
	quote                     // what may end or cut a word, such as ’
	symbol                    // what stands between words or beside numbers
	misplaced                 // what hardly occurs in a text
	control
)

func newLanguage(a alphabet, runes *[256]rune) language {
	l := language{latin: a.latin}
	set := []rune(a.letters)
	probability := map[rune]float64{}
	sum := 0.0
	for i, r := range set {
		p := math.Exp(-3 * float64(i) / float64(len(set)))
		probability[r] = max(p, probability[r])
		sum += p
	}
	for b, r := range runes {
		low := unicode.ToLower(r)
		switch {
		case b < 0x80:
			if unicode.IsLetter(r) {
				l.kinds[b] = ascii
			}
		case r == unicode.ReplacementChar || unicode.IsControl(r):
			l.kinds[b] = control
		case unicode.IsLetter(r) || unicode.IsMark(r):
			l.kinds[b] = small
			if unicode.IsUpper(r) {
				l.kinds[b] = capital
			}
			l.costs[b] = costRare
			if p := probability[low]; p > 0 {
				l.costs[b] = -math.Log(p / sum)
			} else if low > 0xFF && low < 0x250 != a.latin || low <= 0xFF && !a.latin || low >= 0x2000 {
				l.costs[b] = costMisplace
			}
		case r == '’' || r == '·' || r == '´' || r == 0x200C || r == 0x200D:
			l.kinds[b] = quote
		case strings.ContainsRune("“”„‘‚–—…€£§°«»©®™•½×ºª¿¡№،؟\u00A0", r):
			l.kinds[b] = symbol
		default:
			l.kinds[b] = misplaced
		}
	}
	return l
}

// cost is that of a text in a language, or more than most when it is more.
func (l *language) cost(data []byte, runes *[256]rune, most float64) float64 {
	cost := 0.0
	before, first := other, true // the kind of the byte before, and whether a word begins
	for i, b := range data {
		kind := l.kinds[b]
		letter := kind == small || kind == capital
		if kind >= small {
			after := other
			if i+1 < len(data) {
				after = l.kinds[data[i+1]]
			}
			switch kind {
			case small, capital:
				cost += l.costs[b]
				if kind == capital {
					switch {
					case before == small, before == ascii && i > 0 && data[i-1] >= 'a':
						cost += 4 // "aB"
					case first:
						cost += 1.5
					default:
						cost += 0.7 // one of several capitals
					}
				} else if before == capital && i > 1 && l.kinds[data[i-2]] == capital {
					cost += 2 // "ABc"
				}
				if l.latin {
					if before == small || before == capital {
						cost += 1.5 // two letters with accents in a row
					}
				} else if before == ascii || after == ascii {
					cost += 5 // scripts do not mix in a word
				}
			case quote, symbol:
				inWord := (before == ascii || before == small || before == capital) && (after == ascii || after == small || after == capital)
				if inWord && kind == symbol && runes[b] != '—' && runes[b] != '–' && runes[b] != 0xA0 {
					cost += costMisplace
				} else {
					cost += costSymbol
				}
			case misplaced:
				cost += costMisplace
			case control:
				cost += costControl
			}
			if cost > most {
				return cost
			}
		}
		first = !letter && kind != ascii
		before = kind
	}
	return cost
}
