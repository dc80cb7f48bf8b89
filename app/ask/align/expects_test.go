package align

import (
	"testing"

	"carrel/app/ask/prose"
)

func TestExpects(t *testing.T) {
	for question, want := range map[string]expected{
		"When was the mill built?":                                   expectDate,
		"In which year was it built?":                                expectDate,
		"Works of which dynasties date from that time?":              expectAnything,
		"What sea did it reach when he died?":                        expectAnything,
		"What was the average annual temperature in 2010?":           expectNumber,
		"How high is the tower?":                                     expectNumber,
		"How did he build it?":                                       expectAnything,
		"Who said when it would be built?":                           expectName,
		"The idea is embraced by whom?":                              expectName,
		"Wie viele Einwohner hat Bonn?":                              expectNumber,
		"In welchem Jahr wurde die Mühle gebaut?":                    expectDate,
		"What percentage of voters wanted the new bridge?":           expectNumber,
		"Which of the two countries is larger in its area?":          expectAnything,
		"invoice Berg due date":                                      expectDate,
		"Compare the cleaning prices of SparkleClean and Brightside": expectNumber,
		"price sash window":                                          expectNumber,
		"What is Tom's mobile number?":                               expectPhone,
		"What did the notary charge?":                                expectNumber,
		"How do I charge the battery?":                               expectAnything,
		"Why is the price so high?":                                  expectAnything,
	} {
		if got := expects(newStatement([]rune(question), prose.Detect(question))); got != want {
			t.Errorf("%s: %d, want %d", question, got, want)
		}
	}
}

// What a question wants of numbers tells the sentence with a telephone number, or an amount,
// from one with other figures.
func TestRankByKindOfNumber(t *testing.T) {
	for _, c := range []struct{ question, text, want string }{
		{"What is the phone number of Severn Paints?", "I still need the 3 invoices of Severn Paints.\n\nSupplier: Severn Paints; Contact: Colin Reid; Telephone: 0117 496 0955; Terms: 30 days", "Supplier: Severn Paints; Contact: Colin Reid; Telephone: 0117 496 0955; Terms: 30 days"},
		{"How much did Thermoline charge in total?", "Please pay Thermoline within 30 days, sort code 20-11-08.\n\nTotal of Thermoline £1,128.00", "Total of Thermoline £1,128.00"},
		{"What does Amy earn in her second year?", "Amy has 24 days of leave in her second year.\n\nAmy has £9.10 an hour in her second year.", "Amy has £9.10 an hour in her second year."},
		{"How much of the IT budget is left?", "Department: Marketing; Budget £: 18000; Left £: 10550\nDepartment: IT; Budget £: 12500; Left £: 8520", "Department: IT; Budget £: 12500; Left £: 8520"},
	} {
		m := NewMaterial(c.question, []Passage{{Text: c.text}})
		if got := string(m.Statements[m.Rank(c.question, nil)[0].Statement].Text); got != c.want {
			t.Errorf("%s: %q", c.question, got)
		}
	}
}

// What stands under a heading is about what the heading says, not its first sentence alone.
func TestRankUnderHeading(t *testing.T) {
	const question = "Which copier was decided on?"
	m := NewMaterial(question, []Passage{{Text: "Outing\n\nTwo days are free. They are in July. It was decided to take a boat.\n\nCopier\n\nTwo offers are in. They came late. It was decided to take the larger one."}})
	for _, r := range m.Rank(question, nil) {
		switch string(m.Statements[r.Statement].Text) {
		case "It was decided to take a boat.":
			t.Error("what stands under another heading comes first")
		case "It was decided to take the larger one.":
			return
		}
	}
}

func TestMailHeadsHead(t *testing.T) {
	for text, want := range map[string]bool{
		"Subject: The new telephone system and when it will be installed":  true,
		"On 3 May 2026 at 10:11, Karen Bostock <k@voxline.example> wrote:": true,
		"To: Priya Nair <priya.nair@brackwater.example>":                   true,
		"From: Priya Nair <priya.nair@brackwater.example>":                 false,
		"Total £1,128.00": false,
		"Total":           true,
	} {
		if got := newStatement([]rune(text), prose.English).Heads(); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// "Do I get paid" does not ask for what gets something out; a table with "no." in it is not
// Portuguese, so its words are compared as English ones.
func TestRankLightWordsAndTables(t *testing.T) {
	for _, c := range []struct{ question, text, want string }{
		{"Do I get paid for overtime on Sundays?", "We work overtime to get the doors out, on Friday and Saturday, and someone gets the keys.\n\nOvertime is paid with half as much again on Sundays.", "Overtime is paid with half as much again on Sundays."},
		{"Which terms does Severn Paints have?", "Supplier: Maderas do Norte; Products: Oak, ash; Terms: 30 days; Customer no.: 17\nSupplier: Severn Paints; Products: Paints, oils; Terms: 14 days; Customer no.: 21", "Supplier: Severn Paints; Products: Paints, oils; Terms: 14 days; Customer no.: 21"},
	} {
		m := NewMaterial(c.question, []Passage{{Text: "We have the terms of every firm in the list that we keep for the office."}, {Text: c.text}})
		if got := string(m.Statements[m.Rank(c.question, nil)[0].Statement].Text); got != c.want {
			t.Errorf("%s: %q", c.question, got)
		}
		if m.langs[1] != prose.English {
			t.Errorf("%q is read as %s", c.text, m.langs[1])
		}
	}
}

// A line of a mail's head is not about who the line above it names; what one has to do is
// asked of the person, not of having to.
func TestRankMailHead(t *testing.T) {
	const text = "From: Tom <tom@a.example>\nTo: Sofia Castillo <s@a.example>\nDate: Tue, 05 May 2026 12:30:00 +0000\nSubject: Oak\n\nWe have to order the oak. Sofia asks Bremen for a price by 10 April."
	m := NewMaterial("What does Sofia have to do?", []Passage{{Text: text}})
	if got := string(m.Statements[m.Rank("What does Sofia have to do?", nil)[0].Statement].Text); got != "Sofia asks Bremen for a price by 10 April." {
		t.Errorf("%q", got)
	}
}
