package parse

import (
	"strconv"
	"strings"
)

// numbered says which list a paragraph belongs to, and on which level.
type numbered struct {
	id    string // "" or "0" for none
	level int
}

// read takes in a numPr element.
func (n *numbered) read(x *xmlReader) error {
	return x.children(func(e element) error {
		switch e.name {
		case "w:numId":
			n.id = e.attr("val")
		case "w:ilvl":
			n.level, _ = strconv.Atoi(e.attr("val"))
		}
		return nil
	})
}

// listLevels is how many levels a list can have.
const listLevels = 9

// listLevel is how a level of a list is numbered.
type listLevel struct {
	format string // "decimal", "bullet", "lowerRoman", ...
	text   string // "%1.%2." with the numbers of the levels put in
	start  int
}

// wordList is a numbered list: where it stands.
type wordList struct {
	levels [listLevels]listLevel
	count  [listLevels]int
	begun  [listLevels]bool
}

// numbering is the state of all lists of a document. Word does not write a
// paragraph's number down, only how to count; a contract's clauses would lose
// their numbers without it.
type numbering struct {
	lists map[string]*wordList // by numId; several may share one
}

// next gives what stands before the next paragraph of a list, "" for none.
func (n *numbering) next(at numbered) string {
	l := n.lists[at.id]
	if l == nil || at.level < 0 || at.level >= listLevels {
		return ""
	}
	level := &l.levels[at.level]
	if l.begun[at.level] {
		l.count[at.level]++
	} else {
		l.count[at.level], l.begun[at.level] = level.start, true
	}
	for deeper := at.level + 1; deeper < listLevels; deeper++ {
		l.begun[deeper] = false
	}
	indent := strings.Repeat("  ", at.level)
	switch {
	case level.format == "bullet":
		return indent + "- "
	case level.format == "none" || level.format == "":
		return ""
	}
	text := level.text
	for i := range listLevels {
		place := "%" + strconv.Itoa(i+1)
		if !strings.Contains(text, place) {
			continue
		}
		count := l.count[i]
		if !l.begun[i] {
			count = l.levels[i].start
		}
		text = strings.ReplaceAll(text, place, inFormat(count, l.levels[i].format))
	}
	if text = tidy(text); text == "" {
		return ""
	}
	return indent + text + " "
}

// inFormat writes a number as a list does.
func inFormat(n int, format string) string {
	switch format {
	case "lowerLetter", "a":
		return strings.ToLower(alphabetic(n))
	case "upperLetter", "A":
		return alphabetic(n)
	case "lowerRoman", "i":
		return strings.ToLower(roman(n))
	case "upperRoman", "I":
		return roman(n)
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case "bullet", "none":
		return ""
	}
	return strconv.Itoa(n)
}

// alphabetic gives A to Z, then AA, BB and so on, as Word counts.
func alphabetic(n int) string {
	if n < 1 || n > 26*20 {
		return strconv.Itoa(n)
	}
	return strings.Repeat(string(rune('A'+(n-1)%26)), (n-1)/26+1)
}

func roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, r := range []struct {
		value int
		sign  string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= r.value {
			b.WriteString(r.sign)
			n -= r.value
		}
	}
	return b.String()
}

// docxNumbering reads how the lists of a Word document count.
func docxNumbering(z *archive, part string) (*numbering, error) {
	n := &numbering{lists: map[string]*wordList{}}
	x, err := z.xml(part)
	if err != nil {
		return n, soft(err)
	}
	abstract := map[string]*wordList{}
	err = x.root(func(element) error {
		return x.children(func(e element) error {
			switch {
			case len(abstract)+len(n.lists) >= maxEntries:
			case e.name == "w:abstractNum":
				l := &wordList{}
				abstract[e.attr("abstractNumId")] = l
				return l.read(x)
			case e.name == "w:num":
				return n.number(x, e.attr("numId"), abstract)
			}
			return nil
		})
	})
	return n, soft(err)
}

func (l *wordList) read(x *xmlReader) error {
	return x.children(func(e element) error {
		if e.name != "w:lvl" {
			return nil
		}
		level := l.level(e.attr("ilvl"))
		if level == nil {
			return nil
		}
		return level.read(x)
	})
}

// level gives a level by its number from 0, nil where there is none.
func (l *wordList) level(number string) *listLevel {
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || n >= listLevels {
		return nil
	}
	return &l.levels[n]
}

func (level *listLevel) read(x *xmlReader) error {
	*level = listLevel{format: "decimal", start: 1}
	return x.children(func(e element) error {
		switch e.name {
		case "w:numFmt":
			level.format = e.attr("val")
		case "w:lvlText":
			level.text = oneLine(e.attr("val"), 60)
		case "w:start":
			level.start, _ = strconv.Atoi(e.attr("val"))
		}
		return nil
	})
}

// number reads a list that paragraphs refer to. Lists of one kind count on from
// each other unless they say where they start.
func (n *numbering) number(x *xmlReader, id string, abstract map[string]*wordList) error {
	var base *wordList
	return x.children(func(e element) error {
		switch e.name {
		case "w:abstractNumId":
			base = abstract[e.attr("val")]
			if base != nil {
				n.lists[id] = base
			}
		case "w:lvlOverride":
			if base == nil {
				return nil
			}
			if n.lists[id] == base {
				own := *base
				n.lists[id] = &own
			}
			level := n.lists[id].level(e.attr("ilvl"))
			if level == nil {
				return nil
			}
			return x.children(func(e element) error {
				switch e.name {
				case "w:startOverride":
					level.start, _ = strconv.Atoi(e.attr("val"))
				case "w:lvl":
					return level.read(x)
				}
				return nil
			})
		}
		return nil
	})
}
