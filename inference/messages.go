package inference

// EmbedRequest asks for one vector per text.
type EmbedRequest struct {
	Model ModelSpec `json:"model"`
	Texts []string  `json:"texts"`
}

// RerankRequest asks how well each text answers a query: one score per text.
type RerankRequest struct {
	Model ModelSpec `json:"model"`
	Query string    `json:"query"`
	Texts []string  `json:"texts"`
}

// TokenizeRequest asks for the tokens of a text, without the tokens that a
// model puts around it.
type TokenizeRequest struct {
	Model ModelSpec `json:"model"`
	Text  string    `json:"text"`
}

// CountRequest asks for the number of tokens of a chat as the model would read
// it: rendered with its template, up to where the answer begins.
type CountRequest struct {
	Model    ModelSpec `json:"model"`
	Messages []Message `json:"messages"`
}

// LengthsRequest asks how many tokens texts have for a model that gives vectors,
// with those that it puts around them.
type LengthsRequest struct {
	Model ModelSpec `json:"model"`
	Texts []string  `json:"texts"`
}

// LengthsResult has one number of tokens per text, and how many the model reads.
type LengthsResult struct {
	Lengths []int `json:"lengths"`
	Limit   int   `json:"limit"`
}

// BenchRequest asks how fast a model reads and writes on this machine, measured
// as llama-bench does: random tokens, an empty context at each repetition, one
// round before that is not counted. Model.Threads fixes the number of threads;
// 0 lets the engine choose and adapt as in real work.
type BenchRequest struct {
	Model          ModelSpec `json:"model"`
	PromptTokens   int       `json:"prompt_tokens"`   // 0: leave out
	GenerateTokens int       `json:"generate_tokens"` // 0: leave out
	Repetitions    int       `json:"repetitions"`     // 0: 5, as llama-bench
}

// BenchResult holds means over the repetitions, and the repetitions.
type BenchResult struct {
	PromptTokensPerS     float64   `json:"prompt_tokens_per_s"`
	GenerationTokensPerS float64   `json:"generation_tokens_per_s"`
	PromptSamples        []float64 `json:"prompt_samples,omitempty"`     // tokens/s
	GenerationSamples    []float64 `json:"generation_samples,omitempty"` // tokens/s
	PromptThreads        int       `json:"prompt_threads"`               // at the end
	GenerationThreads    int       `json:"generation_threads"`           // at the end
}
