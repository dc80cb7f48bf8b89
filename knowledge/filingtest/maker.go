// Package filingtest makes companies' filings as they are listed with an
// authority, for tests: annual and quarterly reports of a hundred pages and more,
// and current reports, of made-up companies, with questions and the pages that
// answer them. It was written apart from what recognises reports, and shares no
// list of words with it.
package filingtest

import (
	_ "embed"
	"fmt"
	"hash/fnv"
	"math/rand"
	"regexp"
	"strings"
	"time"
)

//go:embed prose.txt
var proseText string

var lists, topics = readProse(proseText)

func readProse(text string) (lists, topics map[string][]string) {
	lists, topics = map[string][]string{}, map[string][]string{}
	in, name := lists, ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '=':
			in, name = lists, line[1:]
		case line[0] == '@':
			in, name = topics, line[1:]
		default:
			in[name] = append(in[name], line)
		}
	}
	return lists, topics
}

// Filing is a made-up filing.
type Filing struct {
	Name  string   // of its file
	Pages []string // their texts, of lines of 80 characters at most
	Held  bool     // its company's results are not looked at

	company       *company
	year, quarter int
	form          string
	at            map[string][]int
}

// maker writes one filing.
type maker struct {
	*company
	*paper
	year, quarter int // fiscal; quarter 0 is a year's report
	form          string
	steady        *rand.Rand // the same in each of the company's filings of a form
	fresh         *rand.Rand
	note          int
}

func seeded(text string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(text))
	return rand.New(rand.NewSource(int64(h.Sum64() >> 1)))
}

func newMaker(c *company, form string, year, quarter int) *maker {
	m := &maker{company: c, paper: newPaper(), form: form, year: year, quarter: quarter,
		steady: seeded(c.legal + form), fresh: seeded(fmt.Sprint(c.legal, form, year, quarter))}
	m.foot = func(page int) string {
		if c.leaders {
			return fmt.Sprintf("%d     %s  |  %d Form %s", page, c.legal, year, form)
		}
		return fmt.Sprintf("%40d", page)
	}
	if c.banner {
		m.head = func(int) string { return "Table of Contents" }
	} else if c.titles == titleBare {
		m.head = func(int) string { return strings.ToUpper(c.legal) }
	}
	return m
}

func (m *maker) filing(name string) Filing {
	m.breakPage()
	return Filing{Name: name, Pages: m.pages, Held: m.held, company: m.company, year: m.year, quarter: m.quarter, form: m.form, at: m.at}
}

// end is the day that a fiscal year ends, or a quarter of it.
func (m *maker) end(year, quarter int) time.Time {
	day, _ := time.Parse("January 2", m.fyend)
	end := time.Date(year+m.shift, day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
	if quarter > 0 && quarter < 4 {
		last := time.Date(end.Year(), end.Month()+1, 1, 0, 0, 0, 0, time.UTC)
		if end.Day() < 10 {
			last = time.Date(end.Year(), end.Month(), 1, 0, 0, 0, 0, time.UTC)
		}
		end = last.AddDate(0, -3*(4-quarter), -1)
	}
	return end
}

func (m *maker) asOf() string { return m.end(m.year, m.quarter).Format("January 2, 2006") }

var slot = regexp.MustCompile(`\{[a-z]+\}`)

// fill puts words into the slots of a text.
func (m *maker) fill(text string, r *rand.Rand) string {
	of := func(list []string) string { return list[r.Intn(len(list))] }
	for range 3 { // lists have slots themselves
		text = slot.ReplaceAllStringFunc(text, func(name string) string {
			name = strings.Trim(name, "{}")
			if list := lists[name]; list != nil {
				return of(list)
			}
			switch name {
			case "co":
				return m.short
			case "legal":
				return m.legal
			case "ticker":
				return m.ticker
			case "hq":
				return m.hq
			case "exchange":
				return m.exchange
			case "seg":
				return of(m.segments)
			case "segs":
				return strings.Join(m.segments[:len(m.segments)-1], ", ") + " and " + m.segments[len(m.segments)-1]
			case "prod":
				return of(m.products)
			case "place":
				return of(m.places)
			case "mat":
				return of(m.materials)
			case "rival":
				return of(m.rivals)
			case "buyer":
				return of(m.buyers)
			case "target":
				return of([]string{"Brightwell", "Corran", "Delmont", "Fenwick", "Osterley", "Zephra"}) + " " + of([]string{"Systems", "Group", "Brands", "Holdings"})
			case "rev":
				return strings.ToLower(m.label("rev"))
			case "cogs":
				if m.label("cogs") == "" {
					return "noninterest expense"
				}
				return strings.ToLower(m.label("cogs"))
			case "money":
				return fmt.Sprintf("$%d.%d million", 10+r.Intn(900), r.Intn(10))
			case "pct":
				return fmt.Sprintf("%d.%d%%", r.Intn(40), r.Intn(10))
			case "n":
				return fmt.Sprintf("%d,%03d", 1+r.Intn(90), r.Intn(1000))
			case "small":
				return fmt.Sprint(3 + r.Intn(60))
			case "staff":
				return fmt.Sprintf("%d,%03d", 2+r.Intn(70), r.Intn(10)*100)
			case "eps":
				return fmt.Sprintf("%d.%02d", r.Intn(9), r.Intn(100))
			case "dps":
				return fmt.Sprintf("0.%02d", 5+r.Intn(90))
			case "ratio":
				return fmt.Sprintf("%d.%d to 1", 1+r.Intn(2), r.Intn(10))
			case "month":
				return time.Month(1 + r.Intn(12)).String()
			case "note":
				return fmt.Sprint(2 + r.Intn(17))
			case "fyend":
				if m.shift > 0 {
					return "on the Saturday nearest January 31"
				}
				return "on " + m.fyend
			case "asof":
				return m.asOf()
			case "y":
				return fmt.Sprint(m.year)
			case "p":
				return fmt.Sprint(m.year - 1)
			case "later":
				return fmt.Sprint(m.year + 2 + r.Intn(5))
			}
			return name
		})
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// prose sets n paragraphs of a topic's sentences. What is steady repeats from
// filing to filing but for its years, as boilerplate does.
func (m *maker) prose(topic string, n int, r *rand.Rand, marks ...string) {
	list := topics[topic]
	order := r.Perm(len(list))
	next := 0
	for range n {
		var sentences []string
		for range 4 {
			sentences = append(sentences, m.fill(list[order[next%len(order)]], r))
			if next++; next%len(order) == 0 {
				order = r.Perm(len(list))
			}
		}
		if r.Intn(3) == 0 {
			sentences = append(sentences, m.fill("{cite}", r))
		}
		m.para(strings.Join(sentences, " "), marks...)
	}
}

// all sets every sentence of a topic once, so that nothing that answers is missing.
func (m *maker) all(topic string, marks ...string) {
	list := topics[topic]
	for at := 0; at < len(list); at += 4 {
		var sentences []string
		for _, s := range list[at:min(at+4, len(list))] {
			sentences = append(sentences, m.fill(s, m.fresh))
		}
		m.para(strings.Join(sentences, " "), marks...)
	}
}

// heading sets a title in the text.
func (m *maker) heading(text string) {
	m.need(5)
	m.line(text)
	m.blank()
}
