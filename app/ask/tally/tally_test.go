package tally

import (
	"math/big"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	for question, want := range map[string]string{
		"How many boats are over 200 pounds?":                      "count boats",
		"How much did we pay Mill & Co in total?":                  "sum Mill Co",
		"What is the total of the repairs in May?":                 "sum repairs May",
		"How much have we spent on paint?":                         "sum paint",
		"Wie viele Boote kosten mehr als 200 Euro?":                "count Boote",
		"Wie viel haben wir insgesamt für Farbe ausgegeben?":       "sum Farbe",
		"Combien avons-nous payé au total à la société Berg ?":     "sum société Berg",
		"How much paint do I need?":                                "",
		"What is the total eclipse?":                               "sum eclipse", // no table has that
		"Which boats are over 200 pounds?":                         "",
		"How long is the boat?":                                    "",
		"How many?":                                                "",
		"How much does a berth cost?":                              "sum berth",
		"How many members have been with us for more than 5 years": "count members years",
	} {
		got := ""
		if asked, ok := Read(question); ok {
			got = "count"
			if asked.Sum {
				got = "sum"
			}
			for _, w := range asked.words {
				got += " " + w.Text
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
}

func TestCellsOf(t *testing.T) {
	columns := []string{"Item", "Note", "Amount"}
	for text, want := range map[string]string{
		"Item: Rope; Note: blue; short; Amount: 12": "Rope/blue; short/12",
		"Item: Rope; Amount: 12":                    "Rope//12",
		"Amount: 12":                                "//12",
		"Rope | blue | 12":                          "Rope/blue/12",
		"| Rope | blue | 12 |":                      "Rope/blue/12",
		"Rope | 12":                                 "",
		"Some remark":                               "",
	} {
		if got := strings.Join(cellsOf(text, columns), "/"); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// Amounts are added up to the last digit, in either way to write decimals; where it is not
// plain which one is used, they are no numbers.
func TestNumbersOfCells(t *testing.T) {
	for cells, want := range map[string]string{
		"0.1/0.2":           "0.30",
		"1,150.00/2.5":      "1,152.50",
		"1.150,00/2,5":      "1,152.50",
		"€ 12/7 EUR/":       "19",
		"1'200/300":         "1,500",
		"1.250/3":           "",
		"1,250/3":           "",
		"1.250/3,75":        "1,253.75",
		"12/about 3":        "",
		"-4.25/4":           "-0.25",
		"1,000,000/1":       "1,000,001",
		"12 months/6 weeks": "",
	} {
		var rows []Row
		for c := range strings.SplitSeq(cells, "/") {
			rows = append(rows, Row{Cells: []string{c}})
		}
		got := ""
		if numbers, ok := numbersOf(rows, 0); ok {
			sum := new(big.Rat)
			for _, n := range numbers {
				if n != nil {
					sum.Add(sum, n)
				}
			}
			got = Decimal(sum)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", cells, got, want)
		}
	}
}
