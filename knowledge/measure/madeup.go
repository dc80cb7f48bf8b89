package measure

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand"
	"strings"
	"time"

	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/language"
	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// vocabulary makes up text: words as frequent as Zipf's law has them, passages,
// pages and documents about as long as real ones. It is harder to search than
// real text of the same length, whose words keep together.
type vocabulary struct {
	words  []string
	random *rand.Rand
	zipf   *rand.Zipf
}

const (
	// vocabularySize is about the number of different words and numbers in a
	// library of a million passages.
	vocabularySize = 400_000
	// commonWords stand for the stop words of a language, and are a third of
	// all the text; questions are asked without them. The next word stands in
	// every eighth passage.
	commonWords = 100
)

// newVocabulary gives the words, always the same, and what is said with them,
// the same for the same seed.
func newVocabulary(seed int64) *vocabulary {
	random := rand.New(rand.NewSource(seed))
	v := &vocabulary{random: random, zipf: rand.NewZipf(random, 1.05, 2.7, vocabularySize-1)}
	syllables := strings.Fields("ba ce di fo gu la me ni po ru sa te vi xo zu bra cle dri flo gru")
	for i := range vocabularySize {
		word := ""
		for n := i + 1; n > 0; n /= len(syllables) {
			word += syllables[n%len(syllables)]
		}
		v.words = append(v.words, word+"k") // no English ending to stem
	}
	return v
}

// text is n words in sentences.
func (v *vocabulary) text(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(v.words[v.zipf.Uint64()])
		if i%15 == 14 || i == n-1 {
			b.WriteByte('.')
		}
		if i < n-1 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// around is a random number that is half the time below the median, seldom far
// from it, and within least and most.
func (v *vocabulary) around(median, spread float64, least, most int) int {
	return min(max(int(median*math.Exp(spread*v.random.NormFloat64())), least), most)
}

// pagePassages is how many passages a made-up page has.
const pagePassages = 3

// page is a page with at most n passages, of 150 words on average, under a
// heading that changes now and then.
func (v *vocabulary) page(number, n int, heading *string) index.PageEntry {
	if *heading == "" || v.random.Intn(3) == 0 {
		*heading = v.text(3)
	}
	entry := index.PageEntry{Page: reader.Page{Number: number}}
	for range min(pagePassages, n) {
		text := v.text(v.around(140, 0.4, 20, 220))
		start := len(entry.Page.Text) // ASCII: bytes are code points
		entry.Page.Text += text + "\n"
		entry.Passages = append(entry.Passages, passage.Passage{Start: start, End: start + len(text), Heading: *heading})
	}
	return entry
}

// queries are questions of four to eight words that are not common.
func (v *vocabulary) queries(n int) []string {
	list := make([]string, n)
	for i := range list {
		var words []string
		for want := 4 + v.random.Intn(5); len(words) < want; {
			if at := v.zipf.Uint64(); at >= commonWords {
				words = append(words, v.words[at])
			}
		}
		list[i] = strings.Join(words, " ")
	}
	return list
}

// stagePages is how many pages are written at a time, as the library does it.
const stagePages = 512

// fill stores n passages of made-up text, in documents of a few to many pages.
// It returns how long the storing alone took.
func fill(ctx context.Context, store *index.Store, n int, words *vocabulary) (took time.Duration, err error) {
	timed := func(do func() error) error {
		began := time.Now()
		defer func() { took += time.Since(began) }()
		return do()
	}
	for number := 1; n > 0; number++ {
		d := &index.Document{
			ID: fmt.Sprintf("%016x", number), Hash: fmt.Sprintf("%064x", number), Path: fmt.Sprintf("/made-up/%d.txt", number),
			Title: words.text(4), Format: "text", State: "queued", AddedAt: time.Unix(1_700_000_000+int64(number), 0),
		}
		if err := timed(func() error {
			_, err := store.Insert(ctx, []*index.Document{d})
			return err
		}); err != nil {
			return took, err
		}
		var pages []index.PageEntry
		heading := ""
		d.Pages = words.around(12, 1.2, 1, 1000)
		for p := 1; p <= d.Pages && n > 0; p++ {
			entry := words.page(p, n, &heading)
			n -= len(entry.Passages)
			pages = append(pages, entry)
			if n == 0 {
				d.Pages = p
			}
			if len(pages) == stagePages && p < d.Pages {
				if err := timed(func() error { return store.Stage(ctx, *d, pages) }); err != nil {
					return took, err
				}
				pages = nil
			}
		}
		if err := timed(func() error {
			_, err := store.Publish(ctx, *d, pages)
			return err
		}); err != nil {
			return took, err
		}
	}
	return took, nil
}

// hashEmbedder gives every text a random direction of its own: a scan's speed
// does not depend on what vectors mean.
type hashEmbedder struct{ dimensions int }

func (e hashEmbedder) Source() string { return "" }

func (e hashEmbedder) Speaks(language.Tag) bool { return true }

func (e hashEmbedder) Name() string { return "made-up" }

func (e hashEmbedder) Embed(ctx context.Context, _ knowledge.Purpose, texts []string) ([][]float32, error) {
	rows := make([][]float32, len(texts))
	for i, text := range texts {
		rows[i] = e.vector(text)
	}
	return rows, ctx.Err()
}

func (e hashEmbedder) vector(text string) []float32 {
	h := fnv.New64a()
	h.Write([]byte(text))
	random := rand.New(rand.NewSource(int64(h.Sum64())))
	row := make([]float32, e.dimensions)
	var sum float64
	for i := range row {
		row[i] = float32(random.NormFloat64())
		sum += float64(row[i]) * float64(row[i])
	}
	for i := range row {
		row[i] /= float32(math.Sqrt(sum))
	}
	return row
}
