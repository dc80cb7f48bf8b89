package llama

import (
	"slices"
	"strings"

	"github.com/hybridgroup/yzma/pkg/llama"
)

// pairTemplate is the name under which a reranker's file holds its template.
const pairTemplate = "rerank"

// tokenBytes is more text than a token has, but for words that are none: what lies
// beyond cannot count, and need not be looked at.
const tokenBytes = 32

// TokenizePair returns the tokens of a query and a text for a reranker, in the
// form that llama.cpp's server gives them (format_prompt_rerank in its
// server-common.cpp): the model's own template where it has one, else
//
//	[BOS] query [EOS] [SEP] text [EOS]
//
// with those of the markers that the vocabulary says it wants. Markers inside
// the query and the text are plain text. More than limit tokens lose the end of
// the text; a query that takes more than half of them loses its own end first.
func (v *vocabulary) TokenizePair(query, text string, limit int) []int32 {
	query, text = query[:min(len(query), limit*tokenBytes)], text[:min(len(text), limit*tokenBytes)]
	if v.pair != "" {
		return v.fillPair(query, text, limit)
	}
	q, d := v.Tokenize(query, false), v.Tokenize(text, false)
	end := llama.VocabEOS(v.vocab)
	if end == llama.TokenNull {
		end = llama.VocabSEP(v.vocab)
	}
	var before, between, after []int32
	if llama.VocabGetAddBOS(v.vocab) {
		before = append(before, int32(llama.VocabBOS(v.vocab)))
	}
	if llama.VocabGetAddEOS(v.vocab) {
		between = append(between, int32(end))
		after = append(after, int32(end))
	}
	if llama.VocabGetAddSEP(v.vocab) {
		between = append(between, int32(llama.VocabSEP(v.vocab)))
	}
	room := max(limit-len(before)-len(between)-len(after), 0)
	q = q[:min(len(q), max(room/2, room-len(d)))]
	d = d[:min(len(d), room-len(q))]
	return slices.Concat(before, q, between, d, after)
}

// fillPair puts a query and a text into the model's template. They are cut as
// text, since what stands around a word may change its tokens.
func (v *vocabulary) fillPair(query, text string, limit int) []int32 {
	query, text = v.markers().Replace(query), v.markers().Replace(text)
	fill := func() []int32 {
		filled := strings.NewReplacer("{query}", query, "{document}", text).Replace(v.pair)
		return asNumbers(llama.Tokenize(v.vocab, withoutZeros(filled), false, true))
	}
	tokens := fill()
	for len(tokens) > limit && query+text != "" {
		q, d := v.Tokenize(query, false), v.Tokenize(text, false)
		room := len(q) + len(d) - (len(tokens) - limit)
		if keep := max(room/2, room-len(d)); len(q) > keep {
			query = v.shorter(query, q, keep)
		} else {
			text = v.shorter(text, d, room-len(q))
		}
		tokens = fill()
	}
	return tokens[:min(len(tokens), limit)]
}

// shorter is the beginning of a text: its first n tokens, without a part of a
// character at the end.
func (v *vocabulary) shorter(text string, tokens []int32, n int) string {
	var kept []byte
	for _, t := range tokens[:max(n, 0)] {
		kept = append(kept, v.Piece(t)...)
	}
	if len(kept) >= len(text) { // tokens without text: halve it, so that there is an end
		kept = []byte(text[:len(text)/2])
	}
	return strings.ToValidUTF8(string(kept), "")
}
