package align

import "testing"

// told is a passage with sentences that it bears out, and others that give one what is
// another's, widen a claim, or leave out whose it is.
var told = []struct {
	passage      string
	right, wrong []string
}{
	{
		"The Coastal College received a grant from the State of Oregon and the University of Salem in Portland sent two teachers.",
		[]string{"The University of Salem sent two teachers."},
		[]string{"The Oregon State University sent two teachers."},
	},
	{
		"The bridge was planned by Dutch engineer Pieter Holm and Danish engineer Lars Brandt.",
		[]string{"The bridge was planned by Dutch engineer Pieter Holm."},
		[]string{"The bridge was planned by Danish engineer Pieter Holm and Dutch engineer Lars Brandt."},
	},
	{
		"They kept the Charter of Reims until the king issued the Charter of Tours (1702), which closed all private schools in the province.",
		[]string{"The Charter of Tours closed all private schools in the province."},
		[]string{"The Charter of Reims closed all private schools in the province."},
	},
	{
		"Guests included the poet Marta Lindholm, General Otto Kranz, the victor of Hallerheim, and the singer Ida Falk.",
		nil,
		[]string{"Marta Lindholm was the victor of Hallerheim."},
	},
	{
		"The comet was seen by Ada Winter, in Lund, in 1811, and Karl Sommer in Basel, in 1812.",
		nil,
		[]string{"Ada Winter saw the comet in Basel."},
	},
	{
		"Dr. Keller found the compound in 1974 at the Institute of Graz, and it was named in Vienna.",
		[]string{"Dr. Keller found the compound in 1974."},
		[]string{"Vienna found the compound in 1974."},
	},
	{
		"The figure was correctly quoted by the Board from the Ostrava report, which had misread its source.",
		nil,
		[]string{"The Ostrava report quoted the figure from the Board."},
	},
	{
		"The most frequent guest of the series was Dora Klein, who is also known for her songs for Marlow's Garden.",
		nil,
		[]string{"Marlow was the most frequent guest of the series."},
	},
	{
		"The plague struck Galicia for two years before it moved on into Moravia.",
		nil,
		[]string{"The plague struck Galicia and Moravia for two years."},
	},
	{
		"The clerks often do not work under a judge but under a senior clerk.",
		nil,
		[]string{"The clerks never work under a judge."},
	},
	{
		"When Lena Vogt sent her first wireless message in 1902, Harms joked that it was done with nine of his patents, though little supports this.",
		[]string{"Lena Vogt sent her first wireless message in 1902."},
		nil,
	},
	{
		"It is possible that all of these languages have one origin, but nobody has shown it.",
		[]string{"It is possible that all of these languages have one origin."},
		[]string{"All of these languages have one origin."},
	},
	{
		"Some theories of the time incorrectly stated that swamps cause the fever.",
		nil,
		[]string{"Swamps cause the fever."},
	},
	{
		"The network was first shown in March 1984 when two banks were linked. In June 1985 lines to a third bank were added.",
		[]string{"The network was first shown in March 1984."},
		[]string{"The network was first shown in June 1985."},
	},
	{
		"Halden is the world's busiest general aviation airfield.",
		[]string{"Halden is the world's busiest general aviation airfield."},
		[]string{"Halden is the world's busiest airfield."},
	},
	{
		"The mill is one of the oldest buildings in the valley.",
		[]string{"The mill is one of the oldest buildings in the valley."},
		[]string{"The mill is the oldest building in the valley."},
	},
	{
		"The quarter is traditionally considered to be the centre of the weavers' trade.",
		[]string{"The quarter is considered the centre of the weavers' trade."},
		[]string{"The quarter is the centre of the weavers' trade."},
	},
	{
		"Ibn Tahir wrote the largest work on dyes, in which he listed their sources. Al-Marwan described 700 of them.",
		[]string{"Ibn Tahir wrote the largest work on dyes."},
		[]string{"Al-Marwan wrote the largest work on dyes."},
	},
	{
		"Some villages in the delta are flooded every spring.",
		[]string{"Some villages in the delta are flooded every spring."},
		[]string{"Villages in the delta are flooded every spring."},
	},
	{
		"Governor Amsel sent troops to relieve Fort Brenner in the same month, and Delacourt led 500 men north.",
		[]string{"Delacourt led 500 men north."},
		[]string{"Brenner led 500 men north."},
	},
	{
		"Invoice No. 4471 was a payment against order no. 12.",
		[]string{"Invoice No. 4471 was a payment against order no. 12."},
		nil,
	},
	{
		"Der Kapitän befuhr den Fluss im Jahr 1562 und nannte ihn nach dem Monat, da er im Mai dort angekommen war.",
		[]string{"Der Kapitän befuhr den Fluss im Jahr 1562."},
		nil,
	},
	{
		"The town lies about 25 miles (40 km) south of the border.",
		[]string{"The town is about 25 miles south of the border."},
		[]string{"The town is about 25 km south of the border."},
	},
	{
		"Roughly 500,000 families had left the valley by then, and 20% of the stations had no coal.",
		[]string{"Roughly half a million families had left the valley by then.", "One in five of the stations had no coal."},
		[]string{"One in four of the stations had no coal."},
	},
	{
		"The ballot took place on 11/04/14, and the balance on 01-Apr-16 was 1200.",
		[]string{"The ballot took place on November 4, 2014.", "The balance on 1 April 2016 was 1200."},
		[]string{"The ballot took place on November 14, 2014.", "The balance on 2 April 2016 was 1200."},
	},
	{
		"The process was shown for the first time in 1901, and the works were closed following their sale.",
		[]string{"The process was first shown in 1901.", "The works were closed after their sale."},
		[]string{"The works were closed before their sale."},
	},
	{
		"The theatre was in use from 1870 to 1939. The cinema was closed until World War II ended.",
		[]string{"The theatre was in use from 1870 until 1939.", "The cinema was closed until the Second World War ended."},
		[]string{"The cinema was closed until the First World War ended."},
	},
	{
		"The lists are managed by the Hartwig office and must not be changed by other offices. It is not required for a branch to keep copies.",
		[]string{"The Hartwig office manages the lists."},
		[]string{"The lists must be changed by other offices."},
	},
	{
		"You can alter the attached copy, but the original list is unchanged.",
		nil,
		[]string{"The original list changes."},
	},
	{
		"What is sent out is a copy of the original contract.",
		[]string{"What is sent out is a copy of the original contract."},
		[]string{"What is sent out is the original contract."},
	},
	{
		"Parcels can be found by their number, but it is much safer to always use the name.",
		nil,
		[]string{"It is much safer to use the number of parcels than the name."},
	},
	{
		"Admission is free on the first Sunday of every month.",
		[]string{"Admission is free on the first Sunday of each month."},
		[]string{"Admission is free on every Sunday of the month."},
	},
	{
		"The collection was founded by the watchmaker Emil Brandt, who left it to the city in 1931.",
		nil,
		[]string{"The city left the collection to the watchmaker Emil Brandt in 1931."},
	},
	{
		"The architect Sofia Lund designed the new entrance hall, while the gardens were laid out by Paul Oker.",
		[]string{"The new entrance hall was designed by Sofia Lund."},
		[]string{"The new entrance hall was designed by Paul Oker.", "The gardens were laid out by Sofia Lund."},
	},
}

// bears checks whether a passage bears a sentence out.
func bears(t *testing.T, passage, said string, want bool) {
	t.Helper()
	f := New("", NewMaterial("", []Passage{{Text: passage}})).Align(said)
	if got := f.State == Supported || f.State == Quoted; got != want {
		t.Errorf("%q\nof %q: %s, missing %q", said, passage, f.State, f.Missing)
	}
}

func TestAlignWhose(t *testing.T) {
	for _, c := range told {
		for _, s := range c.right {
			bears(t, c.passage, s, true)
		}
		for _, s := range c.wrong {
			bears(t, c.passage, s, false)
		}
	}
}

// A name that a pronoun stands for is looked up in the sentence before; the mark is the
// sentence that says it.
func TestAlignMarksWhatSaysIt(t *testing.T) {
	text := "Captain Ross reached the harbour on 16 April with two hundred men. He purchased the tools of the settlers."
	a := New("", NewMaterial("", []Passage{{Text: text}}))
	f := a.Align("Captain Ross bought the tools of the settlers.")
	if f.State != Supported {
		t.Fatalf("%s, missing %q", f.State, f.Missing)
	}
	if marked := string([]rune(text)[f.Span.Start:f.Span.End]); marked != "He purchased the tools of the settlers." {
		t.Errorf("marked: %q", marked)
	}
}

// Each part of a long list is marked by itself.
func TestAlignListParts(t *testing.T) {
	text := "Whereas the northern hall of the former railway works on Canal Street is protected as a monument of local importance; whereas the southern hall, to which this application refers, is in poor condition and has lost most of its original windows; whereas the cost of repairing both halls has been estimated by the town's engineers at more than two million crowns;"
	a := New("", NewMaterial("", []Passage{{Text: text}}))
	f := a.Align("The southern hall is in poor condition.")
	if f.State != Supported {
		t.Fatalf("%s, missing %q", f.State, f.Missing)
	}
	if marked := f.Span.End - f.Span.Start; marked > 150 {
		t.Errorf("%d characters are marked", marked)
	}
}
