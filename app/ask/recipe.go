package ask

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"carrel/inference"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// Recipe is what is needed to make an answer again, and to tell why it comes
// out otherwise: see Asker.Reproduce.
type Recipe struct {
	Carrel   string          `json:"carrel"`             // the version that answered
	Model    RecipeModel     `json:"model"`              // File is "" where no model was asked
	Adapters []RecipeAdapter `json:"adapters,omitempty"` // what changed the model
	Engine   RecipeEngine    `json:"engine"`
	Prompt   string          `json:"prompt"`   // form and version: "small/1"
	Embedder string          `json:"embedder"` // what searched by meaning, with its hash; "" for nothing
	Searches []RecipeSearch  `json:"searches"` // in their order
	Calls    []RecipeCall    `json:"calls"`    // what the model was given, in their order
	// Read are documents that were read as a whole, for a summary, in their order.
	Read []RecipeRead `json:"read,omitempty"`
}

// RecipeRead is a document as it was when it was summed up.
type RecipeRead struct {
	Document       knowledge.DocumentRef `json:"document"`
	DocumentSHA256 string                `json:"document_sha256"` // of its file; "" for one of a team's store
	SHA256         string                `json:"sha256"`          // of all passages with their places, hex
	Passages       int                   `json:"passages"`
	Embedded       int                   `json:"embedded"` // passages whose embedding counted
}

func (r RecipeRead) same(other RecipeRead) bool {
	return r.SHA256 == other.SHA256 && r.Passages == other.Passages
}

// recordRead makes the record of a document that was read.
func recordRead(d knowledge.Document, passages []knowledge.DocumentPassage) RecipeRead {
	h := sha256.New()
	read := RecipeRead{Document: knowledge.DocumentRef{ID: d.ID, Path: d.Path, Title: d.Title}, DocumentSHA256: d.Hash, Passages: len(passages)}
	for _, p := range passages {
		fmt.Fprintf(h, "%d %d %d %q %q\n", p.Page, p.Start, p.End, p.Heading, p.Text)
		if p.Vector != nil {
			read.Embedded++
		}
	}
	read.SHA256 = hex.EncodeToString(h.Sum(nil))
	return read
}

// RecipeModel is the model file that wrote, and how it was loaded.
type RecipeModel struct {
	File   string `json:"file"` // its name; of a model in parts the first
	Path   string `json:"path"`
	Name   string `json:"name"`
	Bytes  uint64 `json:"bytes"`
	SHA256 string `json:"sha256"` // hex; of a model in parts, of all after each other. "" where it was not known in time
	// ContextTokens and Threads are as in inference.ModelSpec: 0 leaves them to the engine.
	ContextTokens int `json:"context_tokens"`
	Threads       int `json:"threads"`
	// Where says in words what of the model a graphics processor computed; "" where
	// there is none, or that was llama.cpp's choice.
	Where string `json:"where,omitempty"`
}

// RecipeAdapter is a LoRA adapter that changed the model.
type RecipeAdapter struct {
	Name   string  `json:"name"`
	Path   string  `json:"path"`
	Scale  float64 `json:"scale"`
	SHA256 string  `json:"sha256"` // hex; "" where it was not known in time
}

// RecipeEngine is what computed.
type RecipeEngine struct {
	Library  string   `json:"library"`  // version of llama.cpp
	Binding  string   `json:"binding"`  // version of yzma
	Backends []string `json:"backends"` // with the variant for the processor: "CPU (zen4)"
}

// RecipeSearch is a search and the passages that it found.
type RecipeSearch struct {
	Query    knowledge.Query `json:"query"`
	Mode     knowledge.Mode  `json:"mode"` // the one that was used
	Passages []RecipePassage `json:"passages"`
}

// RecipePassage is a passage as it was when the answer was written.
type RecipePassage struct {
	Document       knowledge.DocumentRef `json:"document"`
	DocumentSHA256 string                `json:"document_sha256"` // of its file; "" for one of a team's store
	Page           int                   `json:"page"`
	Where          string                `json:"where,omitempty"`
	Start          int                   `json:"start"` // code points into the page's text
	End            int                   `json:"end"`
	SHA256         string                `json:"sha256"` // of its text, hex
	// Text is left out where it lies in one of the answer's sources.
	Text string `json:"text,omitempty"`
	// Dated is the document's own date, by which the latest of its kind is quoted first.
	Dated    reader.Day `json:"dated,omitempty"`
	Score    float64    `json:"score"`
	Cosine   float64    `json:"cosine"`
	Nearness float64    `json:"nearness"`
	Coverage float64    `json:"coverage"`
}

// RecipeCall is what the model was given once.
type RecipeCall struct {
	Messages  []inference.Message `json:"messages"`
	MaxTokens int                 `json:"max_tokens"`
	// Sampling has every setting, the seed that was drawn too.
	Sampling inference.Sampling `json:"sampling"`
	Stop     []string           `json:"stop,omitempty"`
	Grammar  string             `json:"grammar,omitempty"`
	// Chosen says that the seed was given with the question. Else the engine was
	// free to follow the machine's load, which can change a long answer's words.
	Chosen bool `json:"chosen_seed"`
}

// Provenance is what the program knows of where an answer comes from.
type Provenance struct {
	Carrel      string // its version
	ModelSHA256 string // see RecipeModel
	// AdapterSHA256 has one hash for each adapter, "" where it could not be had.
	AdapterSHA256 []string
	Engine        RecipeEngine
	Embedder      string
}

func sum(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:])
}

// choices asks for the adapters of a recipe by their files.
func (r Recipe) choices() []AdapterChoice {
	choices := []AdapterChoice{}
	for _, a := range r.Adapters {
		choices = append(choices, AdapterChoice{Name: a.Path, Scale: &a.Scale})
	}
	return choices
}

// request gives a call as it was made.
func (c RecipeCall) request(spec inference.ModelSpec) inference.GenerateRequest {
	return inference.GenerateRequest{
		Model: spec, Messages: c.Messages, MaxTokens: c.MaxTokens, Sampling: c.Sampling, Stop: c.Stop, Grammar: c.Grammar,
	}
}

// spec gives the model as it was loaded.
func (m RecipeModel) spec() inference.ModelSpec {
	return inference.ModelSpec{Path: m.Path, Kind: inference.KindChat, ContextTokens: m.ContextTokens, Threads: m.Threads}
}

// hits gives the passages as the search found them. Their texts come from
// sources where the recipe leaves them out; what is in neither is passed over.
func (s RecipeSearch) hits(sources []Source) []knowledge.Hit {
	hits := []knowledge.Hit{}
	for i, p := range s.Passages {
		text := p.Text
		if text == "" {
			text = textIn(sources, p)
		}
		if text == "" {
			continue
		}
		hits = append(hits, knowledge.Hit{
			Rank: i + 1, Score: p.Score, Document: p.Document, Page: p.Page, Where: p.Where, Start: p.Start, End: p.End, Text: text,
			Dated: p.Dated, Cosine: p.Cosine, Nearness: p.Nearness, Coverage: p.Coverage,
		})
	}
	return hits
}

// textIn gives a passage's text out of the source it lies in, "" for none.
func textIn(sources []Source, p RecipePassage) string {
	for _, s := range sources {
		if s.Document.ID != p.Document.ID || s.Page != p.Page || p.Start < s.Start || p.End > s.End {
			continue
		}
		runes := []rune(s.Text)
		if from, to := p.Start-s.Start, p.End-s.Start; from <= to && to <= len(runes) {
			if text := string(runes[from:to]); sum(text) == p.SHA256 {
				return text
			}
		}
	}
	return ""
}
