package knowledge

import (
	"context"
	"fmt"
	"math"

	"carrel/knowledge/index"
)

// Cosines of different embedders lie in different places: of two texts that have
// nothing to do with each other it is 0.0 with one and 0.7 with another. What is
// done with cosines, in fusion and in judging whether anything relevant was
// found, was found out with all-MiniLM-L6-v2. So those of another embedder are
// brought to where its would lie, by two points that are measured with the same
// texts: the mean cosine of a question with its own passage, and with those of
// other questions.
//
// The texts are ours and not the library's, whose passages may all be about the
// same thing: then what is usual among them says how alike they are, not how the
// embedder measures.

// scale brings cosines to where those of the reference lie.
type scale struct{ factor, offset float64 }

// reference is all-MiniLM-L6-v2 as bundled, by the yardstick
// (TestSwitchWithTheEngine).
var reference = index.Cosines{Unrelated: 0.0367, Related: 0.6491}

// leastSpan bounds how far cosines are drawn apart: of an embedder that hardly
// tells passages apart the noise would be too.
const leastSpan = 0.05

// newScale gives the scale of an embedder; nil: not measured, its cosines stay as they are.
func newScale(c *index.Cosines) scale {
	if c == nil {
		return scale{1, 0}
	}
	factor := (reference.Related - reference.Unrelated) / max(c.Related-c.Unrelated, leastSpan)
	return scale{factor, reference.Unrelated - factor*c.Unrelated}
}

func (s scale) of(cosine float64) float64 {
	return min(max(s.factor*cosine+s.offset, -1), 1)
}

// UnfitEmbedder is the error for an embedder with which nothing could be found.
type UnfitEmbedder struct {
	Name string
	Why  string // "it …"
}

// Error says so.
func (u *UnfitEmbedder) Error() string {
	return fmt.Sprintf("the embedding model %s cannot be used: %s. Choose another one; nothing has been changed", u.Name, u.Why)
}

// measure embeds the yardstick. The error is an *UnfitEmbedder where the vectors
// are of no use, or the embedder's own.
func measure(ctx context.Context, e Embedder) (index.Cosines, error) {
	var c index.Cosines
	questions, passages := make([]string, len(yardstick)), make([]string, len(yardstick))
	for i, y := range yardstick {
		questions[i], passages[i] = y.question, y.passage
	}
	// A plain word first: what is wrong with a model mostly shows by it, and soon.
	if _, err := embedChecked(ctx, e, ForPassage, []string{"word"}); err != nil {
		return c, err
	}
	asked, err := embedChecked(ctx, e, ForQuery, questions)
	if err != nil {
		return c, err
	}
	stored, err := embedChecked(ctx, e, ForPassage, passages)
	if err != nil {
		return c, err
	}
	if len(asked[0]) != len(stored[0]) {
		return c, &UnfitEmbedder{e.Name(), "its vectors of questions and of passages have different lengths"}
	}
	alike := math.Inf(1) // the least cosine of two passages
	for i, q := range asked {
		for j, p := range stored {
			if i == j {
				c.Related += dot(q, p) / float64(len(asked))
				continue
			}
			c.Unrelated += dot(q, p) / float64(len(asked)*(len(asked)-1))
			alike = min(alike, dot(stored[i], p))
		}
	}
	if alike > 0.9999 {
		return c, &UnfitEmbedder{e.Name(), "it gives the same vector for every text"}
	}
	return c, nil
}

// embedChecked embeds texts and looks at the vectors.
func embedChecked(ctx context.Context, e Embedder, purpose Purpose, texts []string) ([][]float32, error) {
	rows, err := e.Embed(ctx, purpose, texts)
	if err != nil {
		return nil, err
	}
	unfit := func(why string) ([][]float32, error) { return nil, &UnfitEmbedder{e.Name(), why} }
	if len(rows) != len(texts) {
		return unfit(fmt.Sprintf("it gives %d vectors for %d texts", len(rows), len(texts)))
	}
	for _, row := range rows {
		if len(row) == 0 || len(row) != len(rows[0]) {
			return unfit("it gives no vectors, or vectors of different lengths")
		}
		switch length := dot(row, row); {
		case math.IsNaN(length) || math.IsInf(length, 0):
			return unfit("its vectors are not numbers; the file is probably damaged")
		case length == 0:
			return unfit("its vectors are all zeros; the file is probably damaged")
		case math.Abs(length-1) > 0.01:
			return unfit("its vectors are not of length 1")
		}
	}
	return rows, nil
}

func dot(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// yardstick are questions with the passage that answers each, about subjects
// that have nothing to do with each other. Another text makes other figures for
// every embedder: then reference has to be measured anew, and those that are
// stored, too.
var yardstick = []struct{ question, passage string }{
	{"How long may a tenant withhold the rent when the heating fails?", "If the heating does not work, the tenant may reduce the rent from the day on which the landlord was told, until it has been repaired. The landlord must mend it within a reasonable time."},
	{"What makes bread dough rise?", "Yeast eats the sugar in the flour and gives off carbon dioxide. The gas is caught in the gluten, so that the dough grows to twice its size before it is baked."},
	{"When did the company last raise its dividend?", "The board proposes a dividend of 1.20 per share, after 1.05 in the year before. It is the first increase since 2019 and will be paid in May to the shareholders."},
	{"Which bird sings at night?", "The nightingale is heard from April to June, mostly after dark. Only the males without a partner sing through the night; they fall silent as soon as the eggs are laid."},
	{"How do I reset the router to its factory settings?", "Press the small button on the back of the router with a pin for ten seconds until all lights flash. All passwords and settings are then as they were when the device left the factory."},
	{"What were the causes of the war between Athens and Sparta?", "The growth of Athenian power alarmed the Spartans and their allies. Disputes over Corcyra and Potidaea, and the decree against Megara, finally led to the outbreak of hostilities in 431 BC."},
	{"What dose of paracetamol can an adult take in a day?", "Adults take one or two tablets of 500 mg up to four times in 24 hours. There must be four hours between doses, and more than eight tablets a day damage the liver."},
	{"Why is the sky blue?", "Air scatters light of short wavelengths far more than light of long ones. So sunlight that reaches us from the side, from all over the sky, is mostly blue."},
	{"How is a violin tuned?", "The four strings are tuned in perfect fifths: G, D, A and E. One begins with the A, from a tuning fork or the oboe, and turns the pegs until the intervals are pure."},
	{"Who approves the minutes of the committee?", "The minutes are sent to all members within two weeks. They are approved at the beginning of the next meeting of the committee and signed by its chair."},
	{"What does a queen bee do in the hive?", "The queen lays up to two thousand eggs a day and does nothing else. Her scent tells the workers that she is there; without it they raise a new queen from a larva."},
	{"How can memory leaks in a program be found?", "Run the program under a heap profiler and compare two snapshots. Objects whose number only grows, and what holds a reference to them, show where the memory is lost."},
	{"When should tomatoes be planted outside?", "Young tomato plants go into the garden after the last frost, in the middle of May in most regions. They need a sunny place, a stake, and plenty of water at the root."},
	{"What is covered by the travel insurance?", "The policy pays for treatment abroad, for the return of the sick traveller, and for a cancelled trip. Lost luggage is covered up to 2,000; sports accidents are not."},
	{"How deep is the Mariana Trench?", "The deepest place in the oceans lies in the western Pacific: the Challenger Deep in the Mariana Trench, nearly eleven kilometres below the surface."},
	{"Which paints did Vermeer use for his blues?", "Vermeer painted with natural ultramarine, made of lapis lazuli and dearer than gold. He laid it even under reds and greens, where other painters used azurite."},
	{"How is the brake fluid of a car changed?", "Draw the old fluid out of the reservoir and fill in new. Then open the bleed screw of each brake, beginning with the wheel farthest away, while a second person pumps the pedal."},
	{"What happens to citizens who do not vote?", "Voting is compulsory for everybody over eighteen. Those who stay away without a good reason pay a fine, and after four elections they are struck from the register."},
	{"How do glaciers shape a valley?", "Ice that moves downhill carries rock at its base, which grinds the floor and the sides. A narrow valley cut by a river becomes wide, with a round bottom and steep walls."},
	{"What must a goalkeeper not do with the ball?", "A goalkeeper may not handle a ball that a team mate has passed with the foot, nor hold it for more than six seconds. The referee then gives an indirect free kick."},
	{"How was the experiment with the sleeping students carried out?", "Forty students slept in the laboratory for three nights. Half of them learned lists of words before going to bed, the other half in the morning, and both were tested after twelve hours."},
	{"When does the library open on Saturdays?", "The reading room is open from nine to eight on weekdays and from ten to two on Saturdays. Books can be returned at any hour through the flap beside the entrance."},
	{"How is wool dyed with plants?", "The wool is first boiled with alum so that the colour holds. Then it simmers for an hour in a bath of madder for red, weld for yellow, or woad for blue, and is rinsed in cold water."},
	{"Why did the bridge collapse?", "Engineers found that a gusset plate had been designed half as thick as needed. When heavy machines stood on the roadway for repairs, the plate tore and the span fell into the river."},
}
