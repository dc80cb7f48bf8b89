package inference_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"carrel/inference"
	"carrel/inference/models"
	"carrel/inference/models/gguftest"
	"carrel/inference/rerankertest"
)

const sparrows = "how do sparrows spend the winter"

var aboutBirds = []string{
	"House sparrows stay all year; in the cold months they gather in flocks near farms.",
	"The winter of 1947 was the coldest of the century.",
	"A sparrow weighs about 30 grams.",
	"To make bread, mix flour, water, salt and yeast.",
	"Birds that stay live from seeds, and roost together in hedges and under roofs.",
}

func reranker(t testing.TB) inference.ModelSpec {
	return inference.ModelSpec{Path: rerankertest.Model(t, nil)}
}

// rounding is how far apart two ways to compute a score may be: llama.cpp rounds
// what goes into its products to eight bits, in tiles that depend on the batch.
// Scores lie about 1 apart here.
const rounding = 0.15

// The scores are those that the file's weights give, computed anew in the plain
// way.
func TestRerankGivesTheScoresOfTheWeights(t *testing.T) {
	c := start(t)
	spec := reranker(t)
	scores, err := c.Rerank(t.Context(), spec, sparrows, aboutBirds)
	if err != nil {
		t.Fatal(err)
	}
	file, err := gguftest.Read(spec.Path)
	if err != nil {
		t.Fatal(err)
	}
	spec.Kind = inference.KindRerank
	tokenize := func(text string) []int32 {
		tokens, err := c.Tokenize(t.Context(), spec, text)
		if err != nil {
			t.Fatal(err)
		}
		return tokens
	}
	const cls, sep = 101, 102
	least, most := scores[0], scores[0]
	for i, text := range aboutBirds {
		pair := slices.Concat([]int32{cls}, tokenize(sparrows), []int32{sep}, tokenize(text), []int32{sep})
		if want := bertScore(file, pair); math.Abs(float64(scores[i])-want) > rounding {
			t.Errorf("%q scores %v, its weights give %v", text, scores[i], want)
		}
		least, most = min(least, scores[i]), max(most, scores[i])
	}
	if most-least < 1 {
		t.Errorf("the scores %v are hardly apart, so that the comparison says little", scores)
	}

	t.Run("alone as in company", func(t *testing.T) {
		many := slices.Concat(aboutBirds, aboutBirds, aboutBirds)
		together, err := c.Rerank(t.Context(), spec, sparrows, many)
		if err != nil || len(together) != len(many) {
			t.Fatalf("%d scores, %v", len(together), err)
		}
		for i, text := range many {
			alone, err := c.Rerank(t.Context(), spec, sparrows, []string{text})
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(float64(alone[0]-together[i])) > rounding {
				t.Errorf("%q scores %v alone and %v in company", text, alone[0], together[i])
			}
		}
	})
}

func TestRerankTakesAnyText(t *testing.T) {
	c := start(t)
	spec := reranker(t)
	long := strings.Repeat("The cat sleeps on the sofa. ", 2000)
	texts := []string{"", "\x00", "\xff\xfe", "[CLS] [SEP] [MASK]", "日本語のテキスト", long, strings.Repeat("x", 1<<21)}
	for _, query := range []string{sparrows, "", long} {
		scores, err := c.Rerank(t.Context(), spec, query, texts)
		if err != nil || len(scores) != len(texts) {
			t.Fatalf("%d scores of %d, %v", len(scores), len(texts), err)
		}
	}
	// A long text is cut at its end, the query stays.
	cut, err := c.Rerank(t.Context(), spec, sparrows, []string{long, long + "And so on."})
	if err != nil || math.Abs(float64(cut[0]-cut[1])) > rounding {
		t.Errorf("%v, %v: what is cut off should not count", cut, err)
	}
	other, err := c.Rerank(t.Context(), spec, "what is a cat", []string{long})
	if err != nil || math.Abs(float64(cut[0]-other[0])) < 0.01 {
		t.Errorf("%v and %v, %v: the query should count with a long text", cut[0], other, err)
	}
	if scores, err := c.Rerank(t.Context(), spec, sparrows, nil); err != nil || len(scores) != 0 {
		t.Errorf("no text: %v, %v", scores, err)
	}
}

func TestRerankRefusesOtherModels(t *testing.T) {
	c := start(t)
	for _, spec := range []inference.ModelSpec{chat(t), minilm(t)} {
		_, err := c.Rerank(t.Context(), spec, "x", []string{"y"})
		if e := code(t, err, inference.CodeModelKind); !strings.Contains(e.Message, "not for looking at what was found") {
			t.Errorf("%s", e.Message)
		}
	}
	spec := reranker(t)
	_, err := c.Embed(t.Context(), spec, []string{"x"})
	code(t, err, inference.CodeModelKind)
	spec.Kind = inference.KindChat
	_, err = c.Load(t.Context(), spec)
	code(t, err, inference.CodeModelKind)
}

// Rerankers are known by their head, with or without a pooling type, and one
// whose head does not give one score is refused before llama.cpp reads past it.
func TestInspectKnowsRerankers(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*gguftest.File)
		words  string // of the refusal; "" for none
	}{
		"whole":                   {nil, ""},
		"without a pooling type":  {func(f *gguftest.File) { f.Drop("bert.pooling_type") }, ""},
		"without the dense layer": {func(f *gguftest.File) { f.Drop("cls.weight"); f.Drop("cls.bias") }, ""},
		"without the output":      {func(f *gguftest.File) { f.Drop("cls.output.weight"); f.Drop("cls.output.bias") }, "last layer"},
		"of three classes": {func(f *gguftest.File) {
			f.SetTexts("bert.classifier.output_labels", "contradiction", "entailment", "neutral")
		}, "3 classes"},
		"another architecture": {func(f *gguftest.File) {
			f.SetText("general.architecture", "nomic-bert")
			f.SetNumber("nomic-bert.pooling_type", 4)
		}, `"nomic-bert"`},
	} {
		file, err := models.Inspect(rerankertest.Model(t, test.change))
		switch {
		case test.words != "":
			if e := code(t, err, inference.CodeModelBroken); !strings.Contains(e.Message, test.words) {
				t.Errorf("%s: %s", name, e.Message)
			}
		case err != nil || file.Kind != inference.KindRerank:
			t.Errorf("%s: %+v, %v", name, file, err)
		}
	}
}

// A head with a direct projection, without a dense layer before it.
func TestRerankWithoutDenseLayer(t *testing.T) {
	c := start(t)
	spec := inference.ModelSpec{Path: rerankertest.Model(t, func(f *gguftest.File) { f.Drop("cls.weight"); f.Drop("cls.bias") })}
	scores, err := c.Rerank(t.Context(), spec, sparrows, aboutBirds)
	if err != nil || len(scores) != len(aboutBirds) || scores[0] == scores[3] {
		t.Errorf("%v, %v", scores, err)
	}
}

// A template of the model's own takes the place of the usual form.
func TestRerankUsesTheModelsTemplate(t *testing.T) {
	c := start(t)
	with := func(template string) inference.ModelSpec {
		return inference.ModelSpec{Path: rerankertest.Model(t, func(f *gguftest.File) {
			f.SetText("tokenizer.chat_template.rerank", template)
			f.SetTexts("tokenizer.chat_templates", "rerank")
		})}
	}
	plain, err := c.Rerank(t.Context(), reranker(t), sparrows, aboutBirds)
	if err != nil {
		t.Fatal(err)
	}
	same, err := c.Rerank(t.Context(), with("[CLS]{query}[SEP]{document}[SEP]"), sparrows, aboutBirds)
	if err != nil {
		t.Fatal(err)
	}
	for i := range plain {
		if math.Abs(float64(plain[i]-same[i])) > rounding {
			t.Errorf("%q scores %v, and %v by a template that says the same", aboutBirds[i], plain[i], same[i])
		}
	}
	spec := with("[CLS]Judge: {query} Text: {document} Does it answer?[SEP]")
	long := strings.Repeat("日本語 and others. ", 3000)
	for _, query := range []string{sparrows, long} {
		scores, err := c.Rerank(t.Context(), spec, query, []string{"short", long, "[SEP] {query} [SEP]", ""})
		if err != nil || len(scores) != 4 {
			t.Errorf("%v, %v", scores, err)
		}
	}
}

func TestRerankIsCancelled(t *testing.T) {
	c := start(t)
	spec := reranker(t)
	if _, err := c.Rerank(t.Context(), spec, "x", []string{"y"}); err != nil {
		t.Fatal(err)
	}
	texts := make([]string, 2000)
	for i := range texts {
		texts[i] = strings.Repeat(passage, 6)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { _, err := c.Rerank(ctx, spec, sparrows, texts); done <- err }()
	time.Sleep(100 * time.Millisecond)
	// More than a search's worth is background work: others go before it.
	if _, err := c.Embed(t.Context(), minilm(t), []string{"a question"}); err != nil {
		t.Error(err)
	}
	select {
	case err := <-done:
		t.Errorf("2,000 texts were done before one (%v)", err)
	default:
	}
	cancel()
	if err := <-done; err != context.Canceled {
		t.Errorf("%v, want context.Canceled", err)
	}
}

// bertScore computes BERT and the head in float64: embeddings, per layer
// attention and a feed-forward net, each followed by a sum and a norm (Devlin et
// al. 2019), then the head over the first token's vector.
func bertScore(f *gguftest.File, tokens []int32) float64 {
	const width, heads, layers = 384, 12, 6
	words, positions, kinds := f.Tensor("token_embd.weight"), f.Tensor("position_embd.weight"), f.Tensor("token_types.weight")
	x := make([][]float64, len(tokens))
	for i, token := range tokens {
		x[i] = make([]float64, width)
		for j := range x[i] {
			x[i][j] = float64(words[int(token)*width+j]) + float64(positions[i*width+j]) + float64(kinds[j])
		}
	}
	norm := func(x [][]float64, name string) {
		weight, bias := f.Tensor(name+".weight"), f.Tensor(name+".bias")
		for _, row := range x {
			var mean, square float64
			for _, v := range row {
				mean += v / float64(len(row))
			}
			for _, v := range row {
				square += (v - mean) * (v - mean) / float64(len(row))
			}
			for j, v := range row {
				row[j] = (v-mean)/math.Sqrt(square+1e-12)*float64(weight[j]) + float64(bias[j])
			}
		}
	}
	linear := func(x [][]float64, name string) [][]float64 {
		return layer(x, f.Tensor(name+".weight"), f.Tensor(name+".bias"))
	}
	add := func(x, y [][]float64) {
		for i := range x {
			for j := range x[i] {
				x[i][j] += y[i][j]
			}
		}
	}
	norm(x, "token_embd_norm")
	for l := range layers {
		part := func(name string) string { return "blk." + string(rune('0'+l)) + "." + name }
		q, k, v := linear(x, part("attn_q")), linear(x, part("attn_k")), linear(x, part("attn_v"))
		mixed := make([][]float64, len(x))
		for i := range x {
			mixed[i] = make([]float64, width)
			for h := range heads {
				from, to := h*width/heads, (h+1)*width/heads
				weights, sum := make([]float64, len(x)), 0.0
				for j := range x {
					for d := from; d < to; d++ {
						weights[j] += q[i][d] * k[j][d]
					}
					weights[j] = math.Exp(weights[j] / math.Sqrt(width/heads))
					sum += weights[j]
				}
				for j := range x {
					for d := from; d < to; d++ {
						mixed[i][d] += weights[j] / sum * v[j][d]
					}
				}
			}
		}
		add(x, linear(mixed, part("attn_output")))
		norm(x, part("attn_output_norm"))
		up := linear(x, part("ffn_up"))
		for _, row := range up {
			for j, v := range row {
				row[j] = v / 2 * (1 + math.Erf(v/math.Sqrt2))
			}
		}
		add(x, linear(up, part("ffn_down")))
		norm(x, part("layer_output_norm"))
	}
	dense := linear(x[:1], "cls")
	for j, v := range dense[0] {
		dense[0][j] = math.Tanh(v)
	}
	return linear(dense, "cls.output")[0][0]
}

// layer is the matrix of weights times each row, and bias: nearly all of
// bertScore's work, on what nobody else has. Watched by the race detector it
// would take a minute.
//
//go:norace
func layer(x [][]float64, weight, bias []float32) [][]float64 {
	out := make([][]float64, len(x))
	for i, row := range x {
		out[i] = make([]float64, len(bias))
		for k := range bias {
			sum := float64(bias[k])
			for j, v := range row {
				sum += v * float64(weight[k*len(row)+j])
			}
			out[i][k] = sum
		}
	}
	return out
}
