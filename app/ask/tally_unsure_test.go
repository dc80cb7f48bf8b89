package ask

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Where it is not certain which rows count, or whether they can be added up, nothing is counted
// and nothing is added up.
func TestAskAddsUpOnlyWhatIsCertain(t *testing.T) {
	openDesk(t)
	l := libraryOf(t, map[string]string{
		"Trips.csv":             "Date,Trip,Distance km\n2025-01-03,Lund,34\n2025-02-03,Malta,12\n2025-03-03,Ghent,58\n",
		"Spending 2026.csv":     "Date,Shop,Purpose,Amount,Currency\n2026-01-02,Mill Yard,Paint,100,EUR\n2026-01-09,Mill Yard,Paint,100,USD\n2026-02-02,Shed Co,Ropes,40,EUR\n",
		"Claims.csv":            "Client,Reason,Sum,Status\nBerg,Storm,400,open\nBerg,Fire,300,paid\nLund,Storm,100,paid\n",
		"Jobs.csv":              "Job,Craftsman,Cost EUR,Paid\nRoof,Holm,500,yes\nDoor,Holm,200,no\nGate,Aske,50,2026-03-01\n",
		"Donations 2024.csv":    "Donor,Purpose,Gift EUR\nAda,Library,20\nBo,Library,30\n,,50\n",
		"Bills.csv":             "Supplier,Bill date,Due date,Bill EUR\nAda,2025-12-20,2026-01-19,10\nBo,2026-01-02,2026-02-01,15\n",
		"Policies.csv":          "Policy,Insured by,Deductible EUR\nHouse,Nord,250\nBoat,Nord,500\n",
		"Snacks.csv":            "Snack,Calories,Fee EUR\nApple,52,19.99\nBread,265,20.01\nCake,400,5\n",
		"Parts.csv":             "Part,Maker,Quantity,Unit price EUR\nBolt,Rolf,10,2\nNut,Rolf,20,1\n",
		"Packages.csv":          "Package,Maker,Version\nOctave,Ross,1.10.0\nScilab,Ross,1.2.0\n",
		"Electricity 2025.csv":  "Month,Supplier,Paid EUR\nJanuary,Total Energies,30\nFebruary,Total Energies,40\nMarch,Nord,10\n",
		"Rooms and hours.csv":   "Room,Hours\nHall,3\nAttic,4\n",
		"Deductible advice.txt": "The deductible is what you bear of a damage yourself.\n",
	})
	a := New(Config{Library: l, Engine: desk.engine, Model: deskChat})
	for question, want := range map[string]string{
		"How many trips have a distance over 20 km?":              "",
		"How much have we spent on paint in total?":               "", // euros and dollars
		"How much have we spent on ropes in total?":               "its “Amount” is 40:",
		"How much did Berg pay in total in the claims?":           "", // a status says what is open
		"How much did we pay Holm for jobs in total?":             "“Cost EUR” is 500:",
		"How much did we pay for jobs in total?":                  "2 rows of “Jobs”: 550.",
		"What is the total of the donations for the library?":     "", // the last row may be their sum
		"What is the total of the bills in January 2026?":         "", // by one day or by the other
		"What does deductible mean?":                              "",
		"What do the policies mean?":                              "",
		"How many snacks have a fee of at most 19.99?":            "counted 2 rows of “Snacks” whose “Fee EUR” is at most 19.99.",
		"How many snacks have a fee over 19.99 dollars?":          "", // they are in euros
		"How much did the parts of Rolf cost in total?":           "", // a price is for one
		"Which package of Ross has the highest version?":          "", // no number
		"How much did we pay for electricity in total?":           "", // a payee, or a total?
		"How much have we spent on jobs by March 2026 in total?":  "",
		"How much did we pay them for jobs in total?":             "",
		"Wie viel haben wir vor 2026 insgesamt für Jobs bezahlt?": "",
	} {
		turn, err := a.Ask(context.Background(), Request{Question: question, Quote: true}, func(Step) {})
		if err != nil {
			t.Fatal(err)
		}
		text := turn.Answer.Text
		said := strings.HasPrefix(text, "Carrel ") || strings.HasPrefix(text, "One row") || strings.HasPrefix(text, "The average") || strings.HasPrefix(text, "Of ")
		if want == "" && said || want != "" && !strings.Contains(text, want) {
			t.Errorf("%s\n%s", question, text)
		}
	}
}

// A sum is made again from the table as it is now, and that the table was changed is told.
func TestReproduceSum(t *testing.T) {
	path := filepath.Join(t.TempDir(), "Yard costs.csv")
	table := "Date,Craftsman,Cost EUR\n2025-01-03,Holm,500\n2025-02-03,Holm,200\n2025-03-03,Aske,50\n"
	if err := os.WriteFile(path, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	a, _, l := reproducing(t, path)
	turn, err := a.Ask(t.Context(), Request{Question: "How much have we spent on Holm in total in the yard costs?"}, func(Step) {})
	if err != nil || !strings.Contains(turn.Answer.Text, ": 700.") || turn.Answer.Recipe == nil || len(turn.Answer.Recipe.Searches) == 0 {
		t.Fatalf("%q %+v %v", turn.Answer.Text, turn.Answer.Recipe, err)
	}
	r, err := a.Reproduce(t.Context(), turn.ID)
	if err != nil || !r.Same || kinds(r) != "" {
		t.Errorf("same %v, %+v, %v; was %q, is %q", r.Same, r.Differences, err, r.Recorded, r.Now)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(table, "200", "300", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	readAgain(t, l, path)
	r, err = a.Reproduce(t.Context(), turn.ID)
	if err != nil || r.Same || kinds(r) == "" {
		t.Errorf("after a change: same %v, %+v, %v", r.Same, r.Differences, err)
	}
}
