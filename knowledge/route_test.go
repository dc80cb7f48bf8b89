package knowledge

import (
	"math"
	"slices"
	"strings"
	"testing"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
)

// Each way of naming a document, by itself.
func TestRoute(t *testing.T) {
	n := &names{}
	n.clear()
	for i, d := range []struct {
		title, head string
	}{
		{"Corbett annual report 2018", ""},
		{"Corbett annual report 2019", ""},
		{"Amalfi annual report 2018", ""},
		{"scan0001", "Form filed by Veldhuis Holding in Rotterdam for 2016"},
		{"scan0002", "Form filed by another one"},
		{"pump report", ""},
		{"minutes report Q3 2021", ""},
		{"HARROWPIKE_2017_10K", ""},
	} {
		n.enter(call(index.Document{Seq: int64(i + 1), ID: d.title, Title: d.title, Path: "/" + d.title + ".txt"}, d.head))
	}
	for _, c := range []struct {
		what, question string
		want           []string // the best first
		bonus          []float64
	}{
		{"by title", "What did Amalfi earn?", []string{"Amalfi annual report 2018"}, []float64{bonusName}},
		{"by title and year", "What did Corbett earn in FY2019?", []string{"Corbett annual report 2019", "Corbett annual report 2018"}, []float64{bonusBoth, bonusName / 2}},
		{"by the last of several years", "How did Corbett grow from FY2018 to FY2019?", []string{"Corbett annual report 2019", "Corbett annual report 2018"}, []float64{bonusBoth, bonusName + 0.6*(bonusBoth-bonusName)}},
		{"by a later report's columns", "What did Corbett earn in FY2017?", []string{"Corbett annual report 2018", "Corbett annual report 2019"}, []float64{bonusName, 0.9 * bonusName}},
		{"by a name in one word", "What did Harrow & Pike's stores sell?", []string{"HARROWPIKE_2017_10K"}, []float64{bonusName}},
		{"by head only", "What did Veldhuis of Rotterdam file?", []string{"scan0001"}, []float64{bonusName}},
		{"by year only", "what was decided in 2021", []string{"minutes report Q3 2021"}, []float64{bonusTime}},
		{"by nothing", "what is a valve", nil, nil},
		{"by what most have", "what is in a report", nil, nil},
	} {
		var got []string
		for i, d := range n.route(c.question, []language.Tag{language.English}).documents {
			got = append(got, d.label)
			if i < len(c.bonus) && math.Abs(d.bonus-c.bonus[i]) > 1e-9 {
				t.Errorf("%s: %q gains %g, want %g", c.what, d.label, d.bonus, c.bonus[i])
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q means %q, want %q", c.what, c.question, got, c.want)
		}
	}
}

func TestInReports(t *testing.T) {
	for _, c := range []struct{ question, want, without string }{
		{"What was the capex?", "capex purchas properti plant equip", ""},
		{"Answer based on the details shown: how high was revenue?", "revenu net sale total", "answer base detail shown"},
		{"answer the question", "answer question", ""}, // nothing else is asked
		{"the harbour", "harbour", "purchas revenu"},
	} {
		var got []string
		words := map[int]string{}
		for _, term := range inReports(index.QueryTerms(c.question), seek(c.question)) {
			got = append(got, term.Text)
			if other, taken := words[term.Word]; taken && !term.Form {
				t.Errorf("%q: %s and %s count as one word", c.question, other, term.Text)
			}
			words[term.Word] = term.Text
		}
		for _, w := range strings.Fields(c.want) {
			if !slices.Contains(got, w) {
				t.Errorf("%q: %q lacks %s", c.question, got, w)
			}
		}
		for _, w := range strings.Fields(c.without) {
			if slices.Contains(got, w) {
				t.Errorf("%q: %q has %s", c.question, got, w)
			}
		}
	}
}
