package align

import "testing"

// Names exchanged between the places that one source gives them, and the same things said another
// way round, which stay true.
func TestAlignPlacesExchanged(t *testing.T) {
	for _, test := range []struct {
		passage      string
		right, wrong []string
	}{
		{ // doer.go
			"This build of Quill for Solaris is packaged by Petra Novak (and previously by Ivo Marek).",
			[]string{"The Solaris build of Quill is packaged by Petra Novak.", "The Solaris build of Quill was previously packaged by Ivo Marek."},
			[]string{"The Solaris build of Quill is packaged by Ivo Marek, and was previously packaged by Petra Novak."},
		},
		{
			"The first edition of the atlas was drawn by Clara Voss and Emil Thorn; Rosa Lind and Hugo Brandt made corrections and it is now kept by others.",
			[]string{"Clara Voss and Emil Thorn drew the first edition of the atlas.", "Rosa Lind and Hugo Brandt made corrections."},
			[]string{"Rosa Lind and Hugo Brandt drew the first edition of the atlas, and Clara Voss and Emil Thorn made corrections."},
		},
		{
			"The figure has been correctly cited by the Board from the Tarn report, which has misread its own source, a Sills report.",
			[]string{"The Tarn report misread its own source."},
			[]string{"The Sills report misread the Tarn report."},
		},
		{
			"Marek Dorn sacked the port although his ships were stopped by the Venetians near Corfu.",
			[]string{"His ships were stopped by the Venetians near Corfu."},
			[]string{"Marek Dorn's ships stopped the Venetians near Corfu."},
		},
		{
			"Ida Solberg replaced Bjarne Holt as head of finance on 1 September 2022.",
			[]string{"Ida Solberg became head of finance on 1 September 2022, replacing Bjarne Holt."},
			[]string{"Bjarne Holt became head of finance on 1 September 2022, replacing Ida Solberg."},
		},
		{
			"In 1564, Renard de Laudun founded the first mission, Fort Agathe, on the river near the main village.",
			[]string{"Fort Agathe was founded by Renard de Laudun in 1564."},
			[]string{"Renard de Laudun was founded by Fort Agathe in 1564."},
		},
		{
			"Chief executive Helen Marsh said that the group might sell its Dutch subsidiary Kaarts before the end of the year.",
			[]string{"According to Helen Marsh, the group might sell Kaarts, its Dutch subsidiary, before the end of the year."},
			[]string{"According to Kaarts, the group might sell Helen Marsh, its Dutch subsidiary, before the end of the year."},
		},
		{
			"Keller runs the plant in Lille, Arnaud the one in Nantes.",
			[]string{"The plant in Lille is run by Keller."},
			[]string{"The plant in Keller is run by Lille."},
		},
		{
			"The complex also included Momo, Graz's first literary cabaret, and a theatre.",
			[]string{"Momo was the first literary cabaret in Graz."},
			[]string{"Graz was the first literary cabaret in Momo."},
		},
		{
			"Dr. Ewald's assistant Mira Sohn found the error.",
			[]string{"Mira Sohn found the error."},
			[]string{"Dr. Ewald found the error.", "Mira Sohn's assistant Dr. Ewald found the error."},
		},
		{ // apposed.go
			"Green, the editor, and White, the printer, founded the paper in Bath.",
			[]string{"Green and White founded the paper in Bath.", "Green, the editor, founded the paper in Bath."},
			[]string{"White, the editor, founded the paper in Bath."},
		},
		{
			"The treaty between Sarn and Voll was signed by King Oto of Sarn.",
			[]string{"King Oto of Sarn signed the treaty between Sarn and Voll."},
			[]string{"The treaty was signed by King Oto of Voll."},
		},
		{
			"Sales in Leeds exceeded sales in Hull in 2019.",
			[]string{"In 2019 sales in Leeds exceeded sales in Hull."},
			[]string{"Sales in Hull exceeded sales in Leeds in 2019."},
		},
		{ // who is left without a verb in the second half does it too
			"Keller led the crew and Jonas Feld the divers.",
			[]string{"Jonas Feld led the divers."},
			nil,
		},
		{ // govern.go
			"Harwick College has its beginnings in a school of mines, and became independent from Selby College on 1 May 1951.",
			[]string{"Harwick College became independent from Selby College on 1 May 1951."},
			[]string{"Selby College became independent from Harwick College on 1 May 1951."},
		},
		{
			"P. A. Brunn, ein ehemaliger Schüler bei Lindner, gründete beispielsweise die Walther-Werke.",
			[]string{"P. A. Brunn gründete die Walther-Werke."},
			[]string{"Lindner war früher ein Schüler von P. A. Brunn.", "Die Walther-Werke wurden von Lindner gegründet."},
		},
		{ // phrase.go
			"A coal barge, the Selma of Odense, struck the eastern pier in 1987, and the lock was closed for nine days.",
			[]string{"A coal barge struck the eastern pier in 1987."},
			[]string{"When an eastern barge struck the pier in 1987, the lock was closed for nine days."},
		},
		{ // focus.go
			"The public zone has objects that only permit reading, in particular all constant tables.",
			[]string{"The public zone has objects that only permit reading."},
			[]string{"The public zone has only constant tables."},
		},
		{
			"The club was moved down in 2013 because of its bad finances.",
			[]string{"Its bad finances caused the club to be moved down in 2013.", "The club was moved down in 2013 due to its bad finances."},
			[]string{"Being moved down in 2013 caused the bad finances of the club.", "The club has bad finances because it was moved down in 2013."},
		},
		{ // quantifying words are of what they stand beside
			"This saves them time which they can use for constantly mending the tool, and will typically lead to a faster answer.",
			[]string{"This will typically lead to a faster answer."},
			[]string{"This will always lead to a faster answer."},
		},
		{ // undoubled, and the words of set phrases
			"Title V adds a new chapter to the code, and every gate is set in the plan for the yard.",
			[]string{"A new chapter is added to the code by Title V."},
			nil,
		},
		{ // bounds
			"The tool conforms to the guideline, version 2 or higher, and a fine may be up to 500 euros.",
			[]string{"The tool conforms to version two or later of the guideline.", "A fine may be as high as 500 euros."},
			[]string{"The tool conforms to version two or earlier of the guideline."},
		},
		{ // words in quotation marks are as they are
			"The band called its record “Large Stones”.",
			[]string{"The band called its record “Large Stones”."},
			[]string{"The band called its record “Great Stones”."},
		},
	} {
		for _, s := range test.right {
			bears(t, test.passage, s, true)
		}
		for _, s := range test.wrong {
			bears(t, test.passage, s, false)
		}
	}
}
