package transcript_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/net/html"

	"carrel/app/ask"
	"carrel/app/ask/align"
	"carrel/app/ask/transcript"
	"carrel/inference"
	"carrel/knowledge"
)

var update = flag.Bool("update", false, "write the golden files anew")

const hostile = `"><script>alert(1)</script> ![x](http://evil.example/x.png) [y](javascript:alert(2))`

// chat has every state, a list, an abstention, an answer that was stopped, and
// documents whose names and texts want to be more than text.
func chat() transcript.Chat {
	at := time.Date(2026, 11, 28, 12, 30, 0, 0, time.UTC)
	museum := knowledge.DocumentRef{ID: "00112233aabbccdd", Path: "/home/ann/secret/museum.pdf", Title: "The Harbour Museum: a guide"}
	letter := knowledge.DocumentRef{ID: "ffeeddccbbaa9988", Path: `C:\Users\ann\letter_50%.txt`, Title: "letter_50%"}
	evil := knowledge.DocumentRef{ID: "666f6f6261723030", Path: "/tmp/" + strings.ReplaceAll(hostile, "/", ":") + "\u202efdp.exe", Title: hostile + "\n# Heading\u202e"}
	text := "Here is what I found:\n- It was “founded in 1887”.\n- It holds 412 paintings and 36 ships.\n- The tower is 34 metres high. It owns a <submarine>."
	sentence := func(part string, state align.State, citations ...int) ask.Sentence {
		start := len([]rune(text[:strings.Index(text, part)]))
		return ask.Sentence{Start: start, End: start + len([]rune(part)), State: state, Citations: citations}
	}
	partly := sentence("- It holds 412 paintings and 36 ships.", align.Partly, 2)
	partly.Missing = []string{"36"}
	conflict := sentence("- The tower is 34 metres high.", align.Conflict, 3, 4)
	conflict.Other = "43 metres"
	return transcript.Chat{
		Carrel: "1.0",
		Chat: ask.Chat{ID: "c1", Title: "What is *known* of the museum?", CreatedAt: at, UpdatedAt: at.Add(time.Hour), Turns: []ask.Turn{
			{ID: "t1", Chat: "c1", Question: "What is *known* of the museum?", AskedAt: at, Answer: ask.Answer{
				Text: text, Status: ask.StatusDone, Model: "SmolLM2 135M Instruct", Prompt: "small/1", Seed: 7,
				Sentences: []ask.Sentence{
					sentence("Here is what I found:", align.Plain), sentence("- It was “founded in 1887”.", align.Quoted, 1), partly, conflict,
					sentence("It owns a <submarine>.", align.Unsupported),
				},
				Citations: []ask.Citation{
					{N: 1, Document: museum, Page: 3, Where: "page 3", Start: 10, End: 30, Quote: "was founded in\n1887 by Anna Berg"},
					{N: 2, Document: museum, Page: 4, Start: 0, End: 22, Quote: "412 paintings, 35 ships"},
					{N: 3, Document: letter, Page: 1, Where: "line 4", Start: 5, End: 9, Quote: "34 metres"},
					{N: 4, Document: evil, Page: 1, Where: "under “Fees”", Start: 1, End: 2, Quote: hostile + "\n[^1-1]: another note\u202e"},
				},
				Notices: []string{"1 document is still being read."}, Recipe: made(museum),
			}},
			{ID: "t2", Chat: "c1", Question: "And of the\nmoon? " + hostile, AskedAt: at.Add(time.Minute), Selection: []ask.Selected{
				{Document: evil, Page: 1, Where: "part 1", Start: 1, End: 2, Quote: hostile + "\n# the moon\u202e"},
			}, Answer: ask.Answer{
				Text: "I found nothing about this in your documents.", Abstained: true, Status: ask.StatusDone,
				Sentences: []ask.Sentence{{Start: 0, End: 45, State: align.Plain}},
			}},
			{ID: "t3", Chat: "c1", Question: "Who?", AskedAt: at.Add(2 * time.Minute), Answer: ask.Answer{Text: "Anna " + hostile, Status: ask.StatusStopped, Model: "m"}},
		}},
		Documents: map[string]transcript.Document{
			museum.ID: {ID: museum.ID, File: "museum.pdf", Title: museum.Title, Author: "Berg, Anna; Olsen & Søn; Ida Dahl and Per van der Meer", Published: "2019-05"},
			letter.ID: {ID: letter.ID, File: "letter_50%.txt", Title: letter.Title},
		},
	}
}

// made is a recipe as of an answer with an adapter.
func made(d knowledge.DocumentRef) *ask.Recipe {
	seed, cold := uint32(7), 0.0
	hash := strings.Repeat("0123456789abcdef", 4)
	return &ask.Recipe{
		Carrel: "1.0", Engine: ask.RecipeEngine{Library: "v0.5.0", Binding: "1.28.0", Backends: []string{"CPU (zen4)"}}, Prompt: "small/1", Embedder: "minilm:1234",
		Model:    ask.RecipeModel{File: "smol.gguf", Path: "/home/ann/secret/smol.gguf", Name: "SmolLM2 135M Instruct", Bytes: 100, SHA256: hash, Where: "on the processor"},
		Adapters: []ask.RecipeAdapter{{Name: "letters", Path: "/home/ann/letters.gguf", Scale: 0.5}},
		Searches: []ask.RecipeSearch{{
			Query: knowledge.Query{Text: "harbour museum", K: 10, Rerank: `C:\Users\ann\rerank.gguf`, Filters: knowledge.Filters{Folder: "/home/ann/secret"}}, Mode: knowledge.ModeHybrid,
			Passages: []ask.RecipePassage{{Document: d, DocumentSHA256: hash, Page: 3, Where: "page 3", Start: 10, End: 30, SHA256: hash, Text: "the secret of another passage", Score: 0.5}},
		}},
		Calls: []ask.RecipeCall{{Messages: []inference.Message{{Role: "user", Content: "the secret of another passage"}}, MaxTokens: 64, Sampling: inference.Sampling{Temperature: &cold, Seed: &seed}}},
		Read:  []ask.RecipeRead{{Document: d, DocumentSHA256: hash, SHA256: hash, Passages: 4, Embedded: 4}},
	}
}

func TestGolden(t *testing.T) {
	for _, f := range transcript.Formats {
		got, err := transcript.Write(chat(), f.Format)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", "chat"+f.Extension)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what is written now (run with -update and look):\n%s", path, got)
		}
		for _, path := range []string{"/home/ann", "secret", `C:\`, "Users"} {
			if bytes.Contains(got, []byte(path)) {
				t.Errorf("%s tells of the person's folders: %q", f.Format, path)
			}
		}
		if bytes.ContainsRune(got, '\u202e') && f.Format != transcript.JSON { // there it is data
			t.Errorf("%s turns the direction of writing", f.Format)
		}
	}
	if _, err := transcript.Write(chat(), "doc"); err == nil {
		t.Error("there is a format doc")
	}
}

// What is not in the page's template comes into it as text only.
func TestHTMLIsText(t *testing.T) {
	data, err := transcript.Write(chat(), transcript.HTML)
	if err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	details := 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "img", "a", "link", "iframe", "object", "base", "form":
			t.Errorf("there is an element %s", n.Data)
		case "details":
			details++
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "href" || a.Key == "style" {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	}
	if details != 4 {
		t.Errorf("%d folded passages, want 4", details)
	}
	for _, want := range []string{"default-src &#39;none&#39;", "❝ Quoted", "◐ Partly supported", "≠ Your documents disagree", "◇ Not found in your documents"} {
		if !bytes.Contains(data, []byte(want)) && !bytes.Contains(data, []byte(strings.ReplaceAll(want, "&#39;", "'"))) {
			t.Errorf("there is no %q", want)
		}
	}
}

// No character that Markdown or HTML in it would act on stands there unescaped,
// but for Carrel's own.
func TestMarkdownIsText(t *testing.T) {
	data, err := transcript.Write(chat(), transcript.Markdown)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(data), "\n") {
		bare := regexp.MustCompile(`\\.`).ReplaceAllString(line, "")
		bare = regexp.MustCompile(`\[\^\d+-\d+\]`).ReplaceAllString(bare, "")
		bare = regexp.MustCompile(`^#{1,2} `).ReplaceAllString(bare, "")
		if strings.ContainsAny(bare, "<>[]#`!") {
			t.Errorf("line %d: %s", i+1, line)
		}
	}
	if n := strings.Count(string(data), "\n[^1-1]: "); n != 1 {
		t.Errorf("note 1-1 is defined %d times", n)
	}
}

func TestJSONHoldsToItsSchema(t *testing.T) {
	data, err := transcript.Write(chat(), transcript.JSON)
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(transcript.Schema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("chat.json", schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("chat.json")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(value); err != nil {
		t.Error(err)
	}
	var read struct {
		Turns []struct{ Answer string }
	}
	if err := json.Unmarshal(data, &read); err != nil || read.Turns[0].Answer != chat().Turns[0].Answer.Text {
		t.Errorf("%v: %+v", err, read)
	}
}

// Names are set apart where they are surely several persons', and a family name
// stands first only where the metadata put it there.
func TestAuthors(t *testing.T) {
	for author, want := range map[string]string{
		"Anna Berg":                                    "{Anna Berg}",
		"Anna Berg, Carl Dahl and Eva Fors":            "{Anna Berg} and {Carl Dahl} and {Eva Fors}",
		"Anna Berg, Carl Dahl, and Eva Fors":           "{Anna Berg} and {Carl Dahl} and {Eva Fors}",
		"Berg, Anna":                                   "Berg, Anna",
		"Berg, Anna and van der Meer, Per":             "Berg, Anna and van der Meer, Per",
		"Department of Trade and Industry":             "{Department of Trade and Industry}",
		"Ministry of Food and Rural Affairs":           "{Ministry of Food and Rural Affairs}",
		"Example Works, Inc.":                          "{Example Works, Inc.}",
		"Studio 7, Anna Berg":                          "{Studio 7, Anna Berg}",
		"山田 太郎; 李明":                                    "{山田 太郎} and {李明}",
		" ; ;":                                         "",
		"A} and {B, title = {no}":                      `{A\textbraceright{} and \textbraceleft{}B, title = \textbraceleft{}no\textbraceright{}}`,
		"Anna\nBerg\u202e":                             "{Anna Berg}",
		`\input{/etc/passwd}` + strings.Repeat("{", 3): `{\textbackslash{}input\textbraceleft{}/etc/passwd\textbraceright{}` + strings.Repeat(`\textbraceleft{}`, 3) + "}",
	} {
		c := transcript.Chat{Chat: ask.Chat{Turns: []ask.Turn{{Answer: ask.Answer{Citations: []ask.Citation{{N: 1, Document: knowledge.DocumentRef{ID: "1"}}}}}}},
			Documents: map[string]transcript.Document{"1": {ID: "1", File: "a.pdf", Author: author, Published: "1931}, x = {"}}}
		data, err := transcript.Write(c, transcript.BibTeX)
		if err != nil {
			t.Fatal(err)
		}
		_, line, _ := strings.Cut(string(data), "  author = {")
		line, _, _ = strings.Cut(line, "},\n")
		if line != want {
			t.Errorf("%q is written as %q, want %q", author, line, want)
		}
		if strings.Contains(string(data), "1931") {
			t.Errorf("a date that is none is written: %s", data)
		}
		depth := 0
		for _, r := range string(data) {
			switch r {
			case '{':
				depth++
			case '}':
				depth--
			}
			if depth < 0 {
				break
			}
		}
		if depth != 0 {
			t.Errorf("%q: the braces don't pair: %s", author, data)
		}
	}
}

func TestFileName(t *testing.T) {
	for title, want := range map[string]string{
		"What is *known* of the museum?": "What-is-known-of-the-museum.md",
		"../../etc/passwd":               "etc-passwd.md",
		"\u202e…?":                       "chat.md",
		"Größe & 字":                      "Größe-字.md",
	} {
		if got := transcript.FileName(ask.Chat{Title: title}, transcript.Markdown); got != want {
			t.Errorf("%q gives %q, want %q", title, got, want)
		}
	}
}
