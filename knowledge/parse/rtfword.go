package parse

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// charsetPages are the code pages of "\fcharset".
var charsetPages = map[int]int{
	77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874,
	238: 1250, 254: 437, 255: 850,
}

// skippedGroups are groups whose text is no part of the document's. Those that
// "\*" marks are skipped anyway, unless keptGroups has them.
var skippedGroups = map[string]bool{
	"colortbl": true, "pict": true, "objdata": true, "objclass": true, "objname": true, "fldinst": true, "header": true, "headerl": true,
	"headerr": true, "headerf": true, "footer": true, "footerl": true, "footerr": true, "footerf": true, "ftnsep": true, "ftnsepc": true,
	"ftncn": true, "aftnsep": true, "aftnsepc": true, "aftncn": true, "listtable": true, "listoverridetable": true, "revtbl": true, "filetbl": true,
	"nonshppict": true, "sp": true, "bkmkstart": true, "bkmkend": true, "xe": true, "tc": true, "template": true, "operator": true,
	"annotation": true, "atnid": true, "atnauthor": true, "private": true, "pnseclvl": true, "themedata": true, "datastore": true,
}

var keptGroups = map[string]bool{"shpinst": true, "shptxt": true, "pntext": true, "listtext": true, "fldrslt": true, "footnote": true}

// word obeys a control word with its number.
func (p *rtfParser) word(word string, n int, given bool) {
	ignorable := p.ignorable
	p.ignorable = false
	if word == "bin" {
		p.at += min(max(n, 0), len(p.data)-p.at)
		return
	}
	if word == "u" {
		p.unicode(n)
		return
	}
	if p.fallback > 0 {
		p.fallback-- // a word stands for one character of the fallback
		if word != "par" && word != "cell" && word != "row" {
			return
		}
	}
	p.settle()
	if p.state.target == toNothing {
		return
	}
	on := !given || n != 0
	switch word {
	case "fonttbl":
		p.state.target = toFonts
	case "stylesheet":
		p.state.target = toStyles
		p.styleName.Reset()
	case "info":
		p.state.target = toInfo
	case "title", "author":
		switch {
		case p.state.target != toInfo:
		case word == "title":
			p.state.target = toTitle
		default:
			p.state.target = toAuthor
		}
	case "creatim", "revtim", "printim", "buptim", "yr", "mo", "dy":
		if p.state.target == toInfo {
			p.dates.word(word, n)
		}
	case "listtext", "pntext":
		if p.state.target == toText {
			p.state.target = toMarker
			p.marker.Reset()
		}
	case "footnote":
		if p.state.target == toText {
			p.state.target = toNote
			p.noteAt = p.paragraph.Len()
			p.state.inTable = false
		}
	case "f":
		p.state.font = n
		p.fontNumber = n
	case "fcharset":
		if p.state.target == toFonts {
			switch e := windowsCodePage(charsetPages[n]); {
			case n == 2:
				p.symbols[p.fontNumber] = true
			case e != nil:
				p.fonts[p.fontNumber] = e
			}
		}
	case "cpg":
		if e := windowsCodePage(n); e != nil && p.state.target == toFonts {
			p.fonts[p.fontNumber] = e
		}
	case "ansicpg":
		if e := windowsCodePage(n); e != nil {
			p.codePage = e
		}
	case "mac":
		p.codePage = charmap.Macintosh
	case "pc":
		p.codePage = charmap.CodePage437
	case "pca":
		p.codePage = charmap.CodePage850
	case "deff":
		if p.state.font < 0 {
			p.state.font = n
		}
	case "uc":
		p.state.fallback = min(max(n, 0), 8)
	case "v":
		p.state.unseen = on
	case "deleted":
		p.state.deleted = on
	case "super":
		p.state.high = on
	case "up":
		p.state.high = n > 0
	case "sub", "dn", "nosupersub":
		p.state.high = false
	case "plain":
		p.state.unseen, p.state.deleted, p.state.high = false, false, false
	case "pard":
		p.state.inTable, p.state.outline = false, 0
	case "intbl":
		p.state.inTable = on
	case "s":
		if p.state.target == toStyles {
			p.style = n
		} else {
			p.state.outline = p.outlines[n]
		}
	case "outlinelevel":
		if p.state.outline = n + 1; n < 0 || n > 8 {
			p.state.outline = 0
		}
		p.state.outline = min(p.state.outline, 6)
	case "par", "sect", "page":
		p.endParagraph()
	case "line", "lbr", "column":
		p.write("\n")
	case "tab":
		p.write("\t")
	case "cell":
		p.endCell()
	case "row":
		p.endRow()
	case "nestcell", "nestrow":
		p.write(" ")
	case "emdash":
		p.write("—")
	case "endash":
		p.write("–")
	case "bullet":
		p.write("•")
	case "lquote":
		p.write("‘")
	case "rquote":
		p.write("’")
	case "ldblquote":
		p.write("“")
	case "rdblquote":
		p.write("”")
	case "emspace", "enspace", "qmspace":
		p.write(" ")
	default:
		if skippedGroups[word] || ignorable && !keptGroups[word] {
			p.state.target = toNothing
		}
	}
}

// windowsCodePage is the encoding of a Windows or DOS code page; nil when it is
// not known.
func windowsCodePage(n int) encoding.Encoding {
	switch n {
	case 437:
		return charmap.CodePage437
	case 850:
		return charmap.CodePage850
	case 852:
		return charmap.CodePage852
	case 866:
		return charmap.CodePage866
	case 874:
		return charmap.Windows874
	case 932:
		return japanese.ShiftJIS
	case 936, 54936:
		return simplifiedchinese.GB18030
	case 949:
		return korean.EUCKR
	case 950:
		return traditionalchinese.Big5
	case 1250:
		return charmap.Windows1250
	case 1251:
		return charmap.Windows1251
	case 1252:
		return charmap.Windows1252
	case 1253:
		return charmap.Windows1253
	case 1254:
		return charmap.Windows1254
	case 1255:
		return charmap.Windows1255
	case 1256:
		return charmap.Windows1256
	case 1257:
		return charmap.Windows1257
	case 1258:
		return charmap.Windows1258
	case 10000:
		return charmap.Macintosh
	case 10007:
		return charmap.MacintoshCyrillic
	}
	return nil
}
