package prose

import (
	"reflect"
	"strings"
	"testing"
	"unicode"
)

func sentenceTexts(text string) []string {
	runes := []rune(text)
	var out []string
	for _, s := range Sentences(text) {
		out = append(out, string(runes[s.Start:s.End]))
	}
	return out
}

func streamTexts(text string, size int) []string {
	var s Stream
	runes := []rune(text)
	var out []string
	for i := 0; i < len(runes); i += size {
		for _, sp := range s.Write(string(runes[i:min(len(runes), i+size)])) {
			out = append(out, string(runes[sp.Start:sp.End]))
		}
	}
	for _, sp := range s.Close() {
		out = append(out, string(runes[sp.Start:sp.End]))
	}
	return out
}

var sentenceCases = []struct {
	name, text string
	want       []string
}{
	{"plain", "One. Two! Three?", []string{"One.", "Two!", "Three?"}},
	{"titles", "Dr. Berg met Mrs. Alba. They left.", []string{"Dr. Berg met Mrs. Alba.", "They left."}},
	{"parties", "In Sachen Adler ./. Specht war Termin. In der Sache Adler ./. Specht GmbH & Co. KG nicht. Es kam Müller & Co. Das war neu.",
		[]string{"In Sachen Adler ./. Specht war Termin.", "In der Sache Adler ./. Specht GmbH & Co. KG nicht.", "Es kam Müller & Co.", "Das war neu."}},
	{"statutes", "Gem. § 543 Abs. 2 Satz 1 Nr. 3 BGB i. V. m. § 569 Ziff. 2 gilt das, i. S. d. § 5 auch. Vgl. Rn. 12 und Az. 4 O 7/20. Der Abs. Er fehlt.",
		[]string{"Gem. § 543 Abs. 2 Satz 1 Nr. 3 BGB i. V. m. § 569 Ziff. 2 gilt das, i. S. d. § 5 auch.", "Vgl. Rn. 12 und Az. 4 O 7/20.", "Der Abs.", "Er fehlt."}},
	{"spaced abbreviations", "Vögel, z. B. Finken, sind da. An Frau Roth z. Hd. Herrn Alt, i. A. Kern. Das ist Haus b. Morgen kommt er.",
		[]string{"Vögel, z. B. Finken, sind da.", "An Frau Roth z. Hd. Herrn Alt, i. A. Kern.", "Das ist Haus b.", "Morgen kommt er."}},
	{"degrees", "Dipl.-Ing. Anke Moor prüft. Der 3. Werktag zählt, das 2. Geschäftsjahr nicht. Sie wohnt Lange Str. 5, er Gartenstr. 7. Es war am 3. Montag war frei.",
		[]string{"Dipl.-Ing. Anke Moor prüft.", "Der 3. Werktag zählt, das 2. Geschäftsjahr nicht.", "Sie wohnt Lange Str. 5, er Gartenstr. 7.", "Es war am 3.", "Montag war frei."}},
	{"decimals", "It rose 3.5 percent. Then 1.2.", []string{"It rose 3.5 percent.", "Then 1.2."}},
	{"initials", "J. R. R. Tolkien wrote it. He lived in Oxford.", []string{"J. R. R. Tolkien wrote it.", "He lived in Oxford."}},
	{"country", "He moved to the U.S. The war had ended.", []string{"He moved to the U.S.", "The war had ended."}},
	{"lower case after", "See approx. five of them, e.g. bees. Good.", []string{"See approx. five of them, e.g. bees.", "Good."}},
	{"number sign", "See no. 5 of the list. The answer is no. Really.", []string{"See no. 5 of the list.", "The answer is no.", "Really."}},
	{"versions and parties", "It is under the Public License, v. 2.0. See ver. 3 in Roe v. Wade, cl. 4. Good.", []string{"It is under the Public License, v. 2.0.", "See ver. 3 in Roe v. Wade, cl. 4.", "Good."}},
	{"quotes", "He said “Go.” Then he left.", []string{"He said “Go.”", "Then he left."}},
	{"addresses", "Write to a.b@example.org or see example.org/x.html today. Thanks.", []string{"Write to a.b@example.org or see example.org/x.html today.", "Thanks."}},
	{"German ordinals", "Die Wohnung im 3. Stock ist frei. Es waren 12. Der 2. Senat entschied im 19. Jahrhundert.", []string{"Die Wohnung im 3. Stock ist frei.", "Es waren 12.", "Der 2. Senat entschied im 19. Jahrhundert."}},
	{"German", "Das ist z.B. hier so. Am 3. Mai kam Dr. Weiß. Gut.", []string{"Das ist z.B. hier so.", "Am 3. Mai kam Dr. Weiß.", "Gut."}},
	{"Chinese", "他走了。她来了！好吗？", []string{"他走了。", "她来了！", "好吗？"}},
	{"Arabic", "هل هذا صحيح؟ نعم.", []string{"هل هذا صحيح؟", "نعم."}},
	{"Hindi", "यह घर है। वह गया।", []string{"यह घर है।", "वह गया।"}},
	{"Russian", "Он родился в Москве. Потом уехал.", []string{"Он родился в Москве.", "Потом уехал."}},
	{"signs", "It should have a #! line at its top. Really?! Yes! Then $? is 0.", []string{"It should have a #! line at its top.", "Really?!", "Yes!", "Then $? is 0."}},
	{"ellipsis", "Wait… Now go... Done.", []string{"Wait…", "Now go...", "Done."}},
	{"empty", " \n ", nil},
}

func TestSentences(t *testing.T) {
	for _, c := range sentenceCases {
		if got := sentenceTexts(c.text); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		for _, size := range []int{1, 3, 1000} {
			if got := streamTexts(c.text, size); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s in pieces of %d: %q, want %q", c.name, size, got, c.want)
			}
		}
	}
}

func TestSentencesOfPages(t *testing.T) {
	page := "2 Installation\nBefore you begin, read the safety notes in chapter one of this\nmanual. Then unpack the parts:\n• the pump with its hose and the two clamps\n• the filter\n1. Close the valve. 2. Open the lid.\n\nThe warranty lasts two\nyears."
	want := []string{
		"2 Installation",
		"Before you begin, read the safety notes in chapter one of this\nmanual.",
		"Then unpack the parts:",
		"• the pump with its hose and the two clamps",
		"• the filter",
		"1. Close the valve.",
		"2. Open the lid.",
		"The warranty lasts two\nyears.",
	}
	if got := sentenceTexts(page); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// What a font's bullets become, and a footnote's mark that stood above its line.
func TestSentencesOfMarks(t *testing.T) {
	page := "The new Act on Copyright in the Millennium was signed into law by\n1\nPresident Clinton on October 28, 1998. The Act is divided into five titles:\n! Title I, the Treaties Act, implements the treaties.\n! Title II creates limitations!"
	want := []string{
		"The new Act on Copyright in the Millennium was signed into law by\n1\nPresident Clinton on October 28, 1998.",
		"The Act is divided into five titles:",
		"! Title I, the Treaties Act, implements the treaties.",
		"! Title II creates limitations!",
	}
	if got := sentenceTexts(page); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// In a narrow column a line may be short beside one that a parted word made long, and end before
// a capital: it goes on all the same where it ends in "on", or began with a small letter.
func TestSentencesOfColumns(t *testing.T) {
	page := "Contents\nThe last passenger train ran on\n30 September 1934, and the line was dismantled in spring notwithstanding protests.\nThe reconstruction was accomplished\nunder the superintendence of Harriet\nQuill, whose memoranda remained influential.\nCosts\nThey were low."
	want := []string{
		"Contents",
		"The last passenger train ran on\n30 September 1934, and the line was dismantled in spring notwithstanding protests.",
		"The reconstruction was accomplished\nunder the superintendence of Harriet\nQuill, whose memoranda remained influential.",
		"Costs",
		"They were low.",
	}
	if got := sentenceTexts(page); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// What a mail quotes has marks before its paragraphs, and a comparison has one inside.
func TestSentencesOfQuotations(t *testing.T) {
	page := "> Dear Priya, the price is > 5 pounds.\n\n>> > Is 9 all right?\n\nYes."
	want := []string{"Dear Priya, the price is > 5 pounds.", "Is 9 all right?", "Yes."}
	if got := sentenceTexts(page); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestStreamListLines(t *testing.T) {
	got := streamTexts("Parts:\n1. The pump\n2. The filter\n\nThat is all.", 2)
	want := []string{"Parts:", "1. The pump", "2. The filter", "That is all."}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// FuzzStream checks that the pieces a text arrives in do not change its
// sentences, and that nothing but white space lies between them.
func FuzzStream(f *testing.F) {
	for _, c := range sentenceCases {
		f.Add(c.text, 1)
	}
	f.Add("A. B 1. \n\n- x (2.) \"", 2)
	f.Fuzz(func(t *testing.T, text string, size int) {
		if len(text) > 2000 {
			return
		}
		text = strings.ToValidUTF8(text, "?")
		size = 1 + (size%7+7)%7
		whole := streamTexts(text, len(text)+1)
		if got := streamTexts(text, size); !reflect.DeepEqual(got, whole) {
			t.Fatalf("in pieces of %d: %q, whole: %q", size, got, whole)
		}
		squeeze := func(s string) string {
			return strings.Map(func(r rune) rune {
				if unicode.IsSpace(r) {
					return -1
				}
				return r
			}, s)
		}
		if squeeze(strings.Join(whole, "")) != squeeze(text) {
			t.Fatalf("sentences %q lose some of %q", whole, text)
		}
		marks := strings.NewReplacer(">", "") // a page's are left out where a mail quotes
		if got := squeeze(strings.Join(sentenceTexts(text), "")); marks.Replace(got) != marks.Replace(squeeze(text)) {
			t.Fatalf("a page's sentences lose some of %q", text)
		}
	})
}

// A date that the end of a line parts from "am" begins no entry of a list.
func TestSentencesOfDatesOverLines(t *testing.T) {
	for text, want := range map[string][]string{
		"Die Umlage ist fällig am\n15. Juli 2025. Danach wird gemahnt.\n": {"Die Umlage ist fällig am\n15. Juli 2025.", "Danach wird gemahnt."},
		"Die Miete zahlt er bis zum\n3. Werktag des Monats im Voraus.\n":  {"Die Miete zahlt er bis zum\n3. Werktag des Monats im Voraus."},
		"Die Termine sind diese:\n1. Mai 2025\n2. Juni 2025\n":            {"Die Termine sind diese:", "1. Mai 2025", "2. Juni 2025"},
	} {
		if got := sentenceTexts(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A number that the end of a line cuts, or that closes a bracket, begins no entry of a list
// there; nor does a sentence end between "et al." and a year.
// The entries of a log begin with their days, also behind a day that ends the one before.
func TestSentencesOfLogs(t *testing.T) {
	want := []string{"05.08.2026 Berg, seen on 21.08.", "24.09.2026 Berg rang.", "2026-09-25 Lund fell on\n26.09.2026 once more."}
	if got := sentenceTexts(strings.Join(want, "\n")); !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
}

func TestSentencesOfNumbersOverLines(t *testing.T) {
	for text, want := range map[string][]string{
		"It was paid for by the guild under grant TG-2019-\n447. The pilots have no interest in it.\n": {"It was paid for by the guild under grant TG-2019-\n447.", "The pilots have no interest in it."},
		"The tides, pages 375–\n84. The piers are on page 90.\n":                                       {"The tides, pages 375–\n84.", "The piers are on page 90."},
		"They were put into the nap group (n =\n107) or the other one. They slept.\n":                  {"They were put into the nap group (n =\n107) or the other one.", "They slept."},
		"We do not agree with Berg et al.\n(1998), nor with Vik et al. 1999. Tides rise.\n":            {"We do not agree with Berg et al.\n(1998), nor with Vik et al. 1999.", "Tides rise."},
		"It was built by Berg et al. Tides rise.\n":                                                    {"It was built by Berg et al.", "Tides rise."},
		"Bring these things -\n1. A rope\n2. A lamp\n":                                                 {"Bring these things -", "1. A rope", "2. A lamp"},
	} {
		if got := sentenceTexts(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
