package llama

import (
	"fmt"
	"strings"
	"sync"

	"github.com/ardanlabs/jinja"
	"github.com/hybridgroup/yzma/pkg/llama"

	"carrel/inference"
)

// vocabulary turns text into tokens and back. Its methods may run at any time,
// also beside a computation.
type vocabulary struct {
	vocab    llama.Vocab
	template string // the model's own, "" if it has none
	bos, eos string
	compiled *jinja.Template // nil if there is none, or it does not compile
	pair     string          // the template of a query and a document, "" if there is none
	markers  func() *strings.Replacer
	spoken   map[int32]string // markers whose text is part of an answer
}

// spokenMarks are what models put around a thought and around the calls of functions.
// In some vocabularies they are markers, of which nothing is written otherwise.
var spokenMarks = []string{
	"<think>", "</think>", "[THINK]", "[/THINK]",
	"[TOOL_CALLS]", "[CALL_ID]", "[ARGS]", "<tool_call>", "</tool_call>", "<|tool_call|>", "<|/tool_call|>", "<|python_tag|>",
	"<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>", "<｜tool▁call▁begin｜>", "<｜tool▁call▁end｜>", "<｜tool▁sep｜>",
}

func newVocabulary(model llama.Model) vocabulary {
	v := vocabulary{vocab: llama.ModelGetVocab(model), template: llama.ModelChatTemplate(model, "")}
	v.bos = llama.VocabGetText(v.vocab, llama.VocabBOS(v.vocab))
	v.eos = llama.VocabGetText(v.vocab, llama.VocabEOS(v.vocab))
	v.pair = llama.ModelChatTemplate(model, pairTemplate)
	if v.template != "" {
		v.compiled = compiled(v.template)
	}
	v.spoken = map[int32]string{}
	for _, mark := range spokenMarks {
		tokens := v.TokenizeMarked(mark)
		if len(tokens) == 1 && llama.VocabGetAttr(v.vocab, llama.Token(tokens[0]))&llama.TokenAttrControl != 0 {
			v.spoken[tokens[0]] = mark
		}
	}
	vocab := v.vocab
	v.markers = sync.OnceValue(func() *strings.Replacer { return brokenMarkers(vocab) })
	return v
}

// Tokenize returns the tokens of a text. With special, markers such as
// <|im_start|> in it become their tokens, and the tokens that the model wants
// around a text are added.
func (v *vocabulary) Tokenize(text string, special bool) []int32 {
	tokens := llama.Tokenize(v.vocab, withoutZeros(text), special, special)
	// A template that writes the first marker itself would double it.
	if bos := llama.VocabBOS(v.vocab); special && len(tokens) > 1 && tokens[0] == bos && tokens[1] == bos && bos != llama.TokenNull {
		tokens = tokens[1:]
	}
	return asNumbers(tokens)
}

// TokenizeMarked returns the tokens of a text whose markers become theirs, without
// those that the model wants around a text.
func (v *vocabulary) TokenizeMarked(text string) []int32 {
	return asNumbers(llama.Tokenize(v.vocab, withoutZeros(text), false, true))
}

// TokenizeText returns the tokens of a text for an encoder: its markers are
// plain text, and the tokens around it (e.g. [CLS] and [SEP]) are added. A text
// longer than limit loses its end, but not the token after it.
func (v *vocabulary) TokenizeText(text string, limit int) []int32 {
	tokens := llama.Tokenize(v.vocab, withoutZeros(text), true, false)
	if limit > 0 && len(tokens) > limit {
		last := tokens[len(tokens)-1]
		tokens = tokens[:limit]
		if last == llama.VocabSEP(v.vocab) || last == llama.VocabEOS(v.vocab) {
			tokens[limit-1] = last
		}
	}
	return asNumbers(tokens)
}

// withoutZeros replaces what would end a text early: the binding passes a C
// string.
func withoutZeros(text string) string { return strings.ReplaceAll(text, "\x00", "\uFFFD") }

func asNumbers(tokens []llama.Token) []int32 {
	out := make([]int32, len(tokens))
	for i, t := range tokens {
		out[i] = int32(t)
	}
	return out
}

// Piece returns the bytes of a token, which may be a part of a character; markers
// have none, but for spokenMarks.
func (v *vocabulary) Piece(token int32) []byte {
	if mark, ok := v.spoken[token]; ok {
		return []byte(mark)
	}
	buf := make([]byte, 64)
	n := llama.TokenToPiece(v.vocab, llama.Token(token), buf, 0, false)
	if n < 0 {
		buf = make([]byte, -n)
		n = llama.TokenToPiece(v.vocab, llama.Token(token), buf, 0, false)
	}
	return buf[:max(n, 0)]
}

// IsEnd tells whether a token ends an answer.
func (v *vocabulary) IsEnd(token int32) bool { return llama.VocabIsEOG(v.vocab, llama.Token(token)) }

// Size is the number of tokens that exist.
func (v *vocabulary) Size() int { return int(llama.VocabNTokens(v.vocab)) }

// RenderChat renders a chat with the model's template, up to where the answer
// begins. Text inside the messages cannot forge the template's markers: a
// document that contains <|im_end|> stays text.
func (v *vocabulary) RenderChat(messages []inference.Message) (string, error) {
	messages = append([]inference.Message(nil), messages...)
	for i := range messages {
		messages[i].Content = v.markers().Replace(messages[i].Content)
	}
	if v.compiled != nil {
		text, err := v.render(messages)
		if err != nil && len(messages) > 1 && messages[0].Role == "system" {
			// Some models (Gemma 2, early Mistral) know no system message and say so.
			merged := append([]inference.Message(nil), messages[1:]...)
			merged[0].Content = messages[0].Content + "\n\n" + merged[0].Content
			text, err = v.render(merged)
		}
		if err == nil {
			return text, nil
		}
	}
	return v.renderBuiltin(messages)
}

// compiled is a template that can be rendered; nil if it cannot.
func compiled(template string) (t *jinja.Template) {
	defer func() {
		if recover() != nil {
			t = nil
		}
	}()
	t, _ = jinja.Compile(template)
	return t
}

// render fills in the model's own template. Some mistakes in one make the library
// panic ("a" times a negative number), which is no reason for the engine to end.
func (v *vocabulary) render(messages []inference.Message) (text string, err error) {
	defer func() {
		if wrong := recover(); wrong != nil {
			text, err = "", fmt.Errorf("the chat template: %v", wrong)
		}
	}()
	list := make([]any, len(messages))
	for i, m := range messages {
		list[i] = map[string]any{"role": m.Role, "content": m.Content}
	}
	// The variables that Hugging Face's apply_chat_template gives; yzma's own
	// package template leaves the markers and the empty tools out. Thinking aloud
	// is off: the answer is to come at once.
	return v.compiled.Render(map[string]any{
		"messages":              list,
		"add_generation_prompt": true,
		"bos_token":             v.bos,
		"eos_token":             v.eos,
		"tools":                 nil,
		"documents":             nil,
		"enable_thinking":       false,
	})
}

// renderBuiltin uses the formats that llama.cpp recognises a template by, or
// ChatML for a model without one.
func (v *vocabulary) renderBuiltin(messages []inference.Message) (string, error) {
	template := v.template
	if template == "" {
		template = "chatml"
	}
	size := 1024
	chat := make([]llama.ChatMessage, len(messages))
	for i, m := range messages {
		m.Content = withoutZeros(m.Content)
		chat[i] = llama.NewChatMessage(m.Role, m.Content)
		size += 2 * (len(m.Content) + len(m.Role) + 64)
	}
	buf := make([]byte, size)
	n := llama.ChatApplyTemplate(template, chat, true, buf)
	if n <= 0 || int(n) > len(buf) {
		return "", &inference.Error{Code: inference.CodeModelBroken, Message: "The model's chat template cannot be used. Choose another model."}
	}
	return string(buf[:n]), nil
}

// brokenMarkers returns a replacer that puts a space into each of the
// vocabulary's markers, so that they do not become one token.
func brokenMarkers(vocab llama.Vocab) *strings.Replacer {
	var pairs []string
	for t := range llama.Token(llama.VocabNTokens(vocab)) {
		if llama.VocabGetAttr(vocab, t)&llama.TokenAttrControl == 0 {
			continue
		}
		// A marker of one character would break ordinary text.
		if text := llama.VocabGetText(vocab, t); len(text) > 2 {
			pairs = append(pairs, text, text[:1]+" "+text[1:])
		}
	}
	return strings.NewReplacer(pairs...)
}
