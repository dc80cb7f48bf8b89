package align

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// roleSources have the words of many wrong sentences.
var roleSources = []Passage{
	{Text: "1. The flat\nThe landlord lets to the tenant the flat on the third floor of 12 Mill Lane. It has two rooms and a kitchen.\n\n" +
		"2. Rent and deposit\nThe rent is 940 euros a month and is due on the third working day. The deposit is three months' rent. " +
		"The landlord must return the deposit within six months after the lease ends, unless there is damage.\n\n" +
		"3. Ending the lease\nThe tenant may end the lease with three months' notice to the end of a month. " +
		"The landlord may end it only for the reasons that the law allows. Notice must be given in writing; an e-mail is not enough.\n\n" +
		"4. Pets\nDogs are not allowed. Cats may be kept with the landlord's consent. No one may smoke in the stairwell."},
	{Text: "Maria Keller sold the house to Tom Adler in 2003. Adler sold it to the city in 2011 for 1.2 million euros. " +
		"The city has not renovated it. Drug A lowers blood pressure in most patients, but Drug B raises it. " +
		"Sales rose from 4 million to 6 million. Profit fell by 10 percent. The garden was laid out in 1900–1904."},
	{Text: "The toll is 3 euros for cars and 12 euros for trucks. The vote was 7 to 5. " +
		"Unlike the north wing, the south wing was not damaged. Tom said: “The plan is a waste of money.”"},
}

// TestAlignAdversarial has sentences that are wrong although all or nearly all
// of their words stand in the sources, and right ones like them.
func TestAlignAdversarial(t *testing.T) {
	const q = "What is known of the lease, the house and the drugs?"
	m := NewMaterial(q, roleSources)
	a := New(q, m)
	right := []string{
		"The deposit is 3 months' rent.",
		"The flat is on the third floor and has two rooms.",
		"The rent is due on the third working day.",
		"The house was sold to Tom Adler in 2003 by Maria Keller.",
		"From 4 million, sales rose to 6 million.",
		"With the landlord's consent, cats may be kept.",
		"The text says that the deposit is three months' rent.",
		"The garden was laid out from 1900 to 1904.",
		"The toll for trucks is 12 euros, and 3 euros for cars.",
	}
	for _, s := range right {
		if f := a.Align(s); f.State != Supported {
			t.Errorf("%q: %s, missing %q", s, f.State, f.Missing)
		}
	}
	wrong := []string{
		// A negation dropped, added or moved.
		"Dogs are allowed.", "Dogs may be kept with the landlord's consent.", "Cats are not allowed.", "The city renovated the house.",
		"An e-mail is enough for notice.", "Notice can be given by e-mail.", "Notice must be given in writing; an e-mail is enough.",
		"Cats can be kept without the landlord's consent.", "The deposit is never returned.", "Anyone may smoke in the stairwell.",
		"The text says that dogs are allowed.", "The answer to the question in one sentence is: dogs are allowed.",
		"It is false that dogs are not allowed.", "The text does not say that dogs are not allowed.",
		// A number changed or taken from elsewhere.
		"The rent is 904 euros a month.", "The rent is 940 euros a year.", "The deposit is six months' rent.", "The deposit is 940 euros.",
		"The landlord must return the deposit within three months.", "Maria Keller sold the house in 2011.", "Profit fell by 10 million.",
		"The toll is 12 euros for cars and 3 euros for trucks.", "The toll for trucks is 3 euros.", "The vote was 5 to 7.",
		"Sales rose by 10 percent.", "Sales rose from 6 million to 4 million.", "The rent is less than 940 euros.",
		// Who and whom exchanged.
		"Tom Adler sold the house to Maria Keller in 2003.", "Adler sold the house in 2003.", "Maria Keller sold the house to the city in 2011.",
		"The city sold it to Adler in 2011 for 1.2 million euros.", "The tenant must return the deposit within six months after the lease ends.",
		"The north wing was not damaged.", "Anna said “The plan is a waste of money.”",
		"Drug B lowers blood pressure in most patients.", "Drug A raises blood pressure.", "Drug B lowers blood pressure, but Drug A raises it.",
		// Two sentences made into one.
		"The tenant may end the lease only for the reasons that the law allows.", "Sales fell from 4 million to 6 million.", "Profit rose by 10 percent.",
		"The landlord may end the lease with three months' notice to the end of a month.",
		// What may be, made what must be; some, made all.
		"The tenant must end the lease with three months' notice.", "Drug A lowers blood pressure in all patients.", "Only cats may be kept.",
	}
	for _, s := range wrong {
		if f := a.Align(s); f.State != Partly && f.State != Unsupported {
			t.Errorf("%q: %s", s, f.State)
		}
	}
}

func TestAlignLeadIns(t *testing.T) {
	const q = "What is the rent?"
	a := New(q, NewMaterial(q, roleSources))
	for sentence, want := range map[string]State{
		"The answer to the question in one sentence is: The rent is 940 euros a month.": Quoted,
		"The text says that three months' rent is the deposit.":                         Supported,
		"According to the provided text, the house was sold by Maria Keller in 2003.":   Supported,
		"The answer to your question is:":                                               Plain,
		"The text says that the zoo keeps eleven penguins.":                             Unsupported,
	} {
		if f := a.Align(sentence); f.State != want {
			t.Errorf("%q: %s %q, want %s", sentence, f.State, f.Missing, want)
		}
	}
}

// Words of duty are named only where they are all that is missing.
func TestAlignModals(t *testing.T) {
	const q = "How does the lease end?"
	a := New(q, NewMaterial(q, roleSources))
	for sentence, want := range map[string]string{
		"The tenant must send three months' notice.":               "send",
		"The tenant must end the lease with three months' notice.": "must",
	} {
		if f := a.Align(sentence); f.State != Partly || strings.Join(f.Missing, " ") != want {
			t.Errorf("%q: %s, missing %q, want %q", sentence, f.State, f.Missing, want)
		}
	}
}

// A negation that undoes another leaves none.
func TestAlignDoubleNegation(t *testing.T) {
	sources := []Passage{{Text: "Die Kündigung ist nicht ohne Frist möglich. Der Verein hat 48 Mitglieder."}}
	a := New("Ist die Kündigung möglich?", NewMaterial("Ist die Kündigung möglich?", sources))
	if f := a.Align("Die Kündigung ist ohne Frist möglich."); f.State == Supported || f.State == Quoted {
		t.Errorf("%s", f.State)
	}
}

// The pairs of a script without spaces overlap, which must not be taken for a
// gap between words.
func TestAlignNegationBeforePairs(t *testing.T) {
	sources := []Passage{{Text: "It is not 東京都港区. Но не 東京都港区; but 東京都."}}
	a := New("東京?", NewMaterial("東京?", sources))
	if f := a.Align("It is 東京都港区 and not 大阪府堺市."); f.State == Supported || f.State == Quoted {
		t.Errorf("%s", f.State)
	}
}

// TestAlignOmissions leaves single words out of all of XQuAD's sentences. That
// seldom makes them wrong, so that nearly all must stay supported: the checks
// of roles must not cost what they are there to protect. (Some it does make wrong:
// "Jamukha, threatened Temüjin's ascent", "the last age maximum", and a claim without
// the "argued" of the one who makes it.)
func TestAlignOmissions(t *testing.T) {
	oneGoroutine(t)
	paragraphs, _ := loadXQuAD(t)
	tried, kept := 0, 0
	for i, paragraph := range paragraphs {
		m := NewMaterial("What is said?", []Passage{{Text: paragraph}})
		a := New("What is said?", m)
		for k, st := range m.Statements {
			ws := strings.Fields(string(st.Text))
			if len(ws) < 8 {
				continue
			}
			rnd := rand.New(rand.NewPCG(uint64(i), uint64(k))) // the draws do not hang on where others are cut
			for range omissions {
				j := 1 + rnd.IntN(len(ws)-2)
				f := a.Align(strings.Join(append(append([]string{}, ws[:j]...), ws[j+1:]...), " "))
				tried++
				if f.State == Supported || f.State == Quoted {
					kept++
				}
			}
		}
	}
	t.Logf("%d of %d", kept, tried)
	if tried < 4000 || float64(kept) < 0.95*float64(tried) {
		t.Errorf("%d of %d sentences without one word are supported, want 0.95", kept, tried)
	}
}

// omissions is how many words are left out of each sentence, one at a time.
const omissions = 4
