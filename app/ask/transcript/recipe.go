package transcript

import (
	"crypto/sha256"
	"encoding/hex"

	"carrel/app/ask"
	"carrel/inference"
	"carrel/knowledge"
)

// jsonRecipe is an ask.Recipe for others: with the hashes of all that the answer
// was made of, and without what stays with the person, which is paths and the
// text of passages that the answer does not cite. Who has the documents and the
// model can tell by the hashes whether they are the same.
type jsonRecipe struct {
	Carrel   string        `json:"carrel"`
	Model    *jsonModel    `json:"model,omitempty"`
	Adapters []jsonAdapter `json:"adapters,omitempty"`
	Engine   jsonEngine    `json:"engine"`
	Prompt   string        `json:"prompt"`
	Embedder string        `json:"embedder"`
	Searches []jsonSearch  `json:"searches"`
	Calls    []jsonCall    `json:"calls"`
	Read     []jsonRead    `json:"read,omitempty"`
}

type jsonModel struct {
	File          string `json:"file"`
	Name          string `json:"name"`
	Bytes         uint64 `json:"bytes"`
	SHA256        string `json:"sha256"`
	ContextTokens int    `json:"context_tokens"`
	Threads       int    `json:"threads"`
	Where         string `json:"where,omitempty"`
}

type jsonAdapter struct {
	Name   string  `json:"name"`
	Scale  float64 `json:"scale"`
	SHA256 string  `json:"sha256"`
}

type jsonEngine struct {
	Library  string   `json:"library"`
	Binding  string   `json:"binding"`
	Backends []string `json:"backends"`
}

type jsonSearch struct {
	Query     string         `json:"query"`
	Most      int            `json:"most"` // passages asked for; 0: as many as a search gives
	Mode      knowledge.Mode `json:"mode"`
	Documents []string       `json:"documents,omitempty"` // it was limited to
	Limited   bool           `json:"limited,omitempty"`   // by collections, kinds, languages, a folder or days
	Rerank    string         `json:"rerank,omitempty"`
	Passages  []jsonPassage  `json:"passages"`
}

type jsonPassage struct {
	Document       string  `json:"document"` // id
	DocumentSHA256 string  `json:"document_sha256"`
	Page           int     `json:"page"`
	Where          string  `json:"where,omitempty"`
	Start          int     `json:"start"` // code points into the page's text
	End            int     `json:"end"`
	SHA256         string  `json:"sha256"`
	Score          float64 `json:"score"`
}

type jsonCall struct {
	Messages   []jsonMessage      `json:"messages"`
	MaxTokens  int                `json:"max_tokens"`
	Sampling   inference.Sampling `json:"sampling"`
	Stop       []string           `json:"stop,omitempty"`
	Grammar    string             `json:"grammar,omitempty"`
	ChosenSeed bool               `json:"chosen_seed"`
}

type jsonMessage struct {
	Role   string `json:"role"`
	SHA256 string `json:"sha256"`
}

type jsonRead struct {
	Document       string `json:"document"` // id
	DocumentSHA256 string `json:"document_sha256"`
	SHA256         string `json:"sha256"`
	Passages       int    `json:"passages"`
	Embedded       int    `json:"embedded"`
}

// recipe is what may be told of a recipe; nil of none.
func recipe(r *ask.Recipe) *jsonRecipe {
	if r == nil {
		return nil
	}
	out := jsonRecipe{
		Carrel: r.Carrel, Prompt: r.Prompt, Embedder: r.Embedder, Searches: []jsonSearch{}, Calls: []jsonCall{},
		Engine: jsonEngine{r.Engine.Library, r.Engine.Binding, append([]string{}, r.Engine.Backends...)},
	}
	if m := r.Model; m.File != "" {
		out.Model = &jsonModel{fileName(m.File), m.Name, m.Bytes, m.SHA256, m.ContextTokens, m.Threads, m.Where}
	}
	for _, a := range r.Adapters {
		out.Adapters = append(out.Adapters, jsonAdapter{fileName(a.Name), a.Scale, a.SHA256})
	}
	for _, s := range r.Searches {
		out.Searches = append(out.Searches, search(s))
	}
	for _, c := range r.Calls {
		call := jsonCall{Messages: []jsonMessage{}, MaxTokens: c.MaxTokens, Sampling: c.Sampling, Stop: c.Stop, Grammar: c.Grammar, ChosenSeed: c.Chosen}
		for _, m := range c.Messages {
			hash := sha256.Sum256([]byte(m.Content))
			call.Messages = append(call.Messages, jsonMessage{m.Role, hex.EncodeToString(hash[:])})
		}
		out.Calls = append(out.Calls, call)
	}
	for _, d := range r.Read {
		out.Read = append(out.Read, jsonRead{d.Document.ID, d.DocumentSHA256, d.SHA256, d.Passages, d.Embedded})
	}
	return &out
}

// search is what may be told of a search. Its filters name folders and
// collections; that there were some is said.
func search(s ask.RecipeSearch) jsonSearch {
	q, f := s.Query, s.Query.Filters
	out := jsonSearch{Query: q.Text, Most: q.K, Mode: s.Mode, Documents: q.Documents, Passages: []jsonPassage{}}
	out.Limited = len(f.Collections)+len(f.Types)+len(f.Languages) > 0 || f.Folder+f.Since+f.Until != ""
	if q.Rerank != "" {
		out.Rerank = fileName(q.Rerank) // a word, or the path of a model
	}
	for _, p := range s.Passages {
		out.Passages = append(out.Passages, jsonPassage{p.Document.ID, p.DocumentSHA256, p.Page, p.Where, p.Start, p.End, p.SHA256, p.Score})
	}
	return out
}
