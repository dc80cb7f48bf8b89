package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"carrel/app/porter/download"
	"carrel/inference"
	"carrel/knowledge/ocr"
)

// byteOrderMark is what some editors put before UTF-8.
var byteOrderMark = []byte("\ufeff")

// decodeSettings reads what a person may have written by hand into out. Its
// error goes behind "The settings in PATH", and says the line where it can.
func decodeSettings(data []byte, out any) error {
	data = bytes.TrimPrefix(data, byteOrderMark)
	if !utf8.Valid(data) {
		return errors.New("are not in UTF-8")
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return errors.New("are empty; without any, they would be {}")
	}
	err := json.Unmarshal(data, out)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax):
		// The offset is that of the byte behind the one that is out of place.
		at := int(max(syntax.Offset, 1)) - 1
		said := syntax.Error()
		if rest := data[min(at, len(data)):]; bytes.HasPrefix(rest, []byte("/")) || bytes.HasPrefix(rest, []byte("#")) {
			said = "JSON has no comments"
		}
		return fmt.Errorf("are not valid JSON (line %d: %s)", lineOf(data, at), said)
	case errors.As(err, &kind) && kind.Field == "":
		return fmt.Errorf("have to be one JSON object, between { and }, not %s", withArticle(kind.Value))
	case errors.As(err, &kind):
		return fmt.Errorf("have in line %d for %q %s; it has to be %s", lineOf(data, int(kind.Offset)-1), kind.Field, withArticle(kind.Value), kindInWords(kind.Type))
	}
	return fmt.Errorf("have a value that cannot be read: %w", err)
}

// lineOf gives the line of a byte, from 1.
func lineOf(data []byte, at int) int {
	return 1 + bytes.Count(data[:min(max(at, 0), len(data))], []byte("\n"))
}

// withArticle names a kind of JSON value as package json does ("string",
// "number 1.5").
func withArticle(kind string) string {
	kind = strings.Replace(kind, "bool", "true or false", 1)
	switch {
	case kind == "true or false":
		return kind
	case strings.HasPrefix(kind, "number "):
		return "the " + kind
	case kind == "array":
		return "a list"
	case kind == "object":
		return "an object"
	}
	return "a " + kind
}

// kindInWords says what JSON value a setting takes.
func kindInWords(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return `a string, as in "words"`
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Slice:
		return `a list of strings, as in ["a", "b"]`
	}
	return "an object"
}

// unknownSettings names the keys of config.json that this version does not heed.
// They stay in the file: a newer Carrel may have written them.
func unknownSettings(data []byte) []string {
	var all map[string]json.RawMessage
	if decodeSettings(data, &all) != nil {
		return nil
	}
	var unknown []string
	for key := range all {
		known := slices.ContainsFunc(reflect.VisibleFields(reflect.TypeFor[Config]()), func(f reflect.StructField) bool {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			return strings.EqualFold(name, key) // as package json takes them
		})
		if !known {
			unknown = append(unknown, key)
		}
	}
	slices.Sort(unknown)
	return unknown
}

// settingsProblems says in words what in config.json is not as it has to be,
// what is not heeded, and which files it names that cannot be used.
func (f Folders) settingsProblems() []string {
	path := f.settings()
	c, err := f.ReadConfig()
	if err != nil {
		return []string{err.Error()}
	}
	var wrong []string
	problem := func(format string, args ...any) {
		wrong = append(wrong, fmt.Sprintf(format, args...))
	}
	if data, err := os.ReadFile(path); err == nil {
		for _, key := range unknownSettings(data) {
			problem("config.json: there is no setting %q, so it does nothing.", key)
		}
	}
	for _, m := range []struct {
		key, name string
		kind      inference.Kind
	}{{"chat_model", c.ChatModel, inference.KindChat}, {"embedding_model", c.EmbeddingModel, inference.KindEmbedding}} {
		if m.name == "" {
			continue
		}
		if _, err := findModel(m.name, m.kind, 0); err != nil {
			problem("config.json: %s: %s", m.key, inWords(err))
		}
	}
	if reranker := c.rerank().Reranker; reranker != RerankChat { // of which the chat model's own line says whether it can be used
		if _, err := findReranker(nil, reranker, 0); err != nil {
			problem("config.json: reranker: %s", inWords(err))
		}
	}
	if err := c.rerank().Check(); err != nil {
		problem("config.json: rerank_passages, rerank_seconds: %s", inWords(err))
	}
	c.running(problem)
	for _, number := range []struct {
		key string
		n   int64
	}{{"threads", int64(c.Threads)}, {"max_file_mb", c.MaxFileMB}, {"local_api_port", int64(c.LocalAPIPort)}} {
		if number.n < 0 {
			problem("config.json: %s is %d, and has to be 0 or more.", number.key, number.n)
		}
	}
	if c.PromptCacheMB < -1 {
		problem("config.json: prompt_cache_mb is %d, and has to be 0 or more, or -1 for none.", c.PromptCacheMB)
	}
	if c.LocalAPIPort > 65535 {
		problem("config.json: local_api_port is %d, and no port is above 65535.", c.LocalAPIPort)
	}
	if c.OCRProgram != "" && ocr.Find(c.OCRProgram).Program == "" {
		problem("config.json: ocr_program: %s cannot be used as tesseract.", c.OCRProgram)
	}
	if ask, err := anyFetch(c.ModelMirror); err != nil {
		problem("config.json: model_mirror: %s", inWords(err))
	} else if address, err := url.Parse(ask.URL); err == nil && c.Proxy != "" {
		if _, err := download.ProxyFor(c.Proxy, address); err != nil {
			problem("config.json: proxy: %s", inWords(err))
		}
	}
	if c.Store != "" {
		if _, err := parseStore(c.Store); err != nil {
			problem("config.json: store: %s", inWords(err))
		}
	}
	return wrong
}

// settings is where a person's choices are kept.
func (f Folders) settings() string { return filepath.Join(f.Config, "config.json") }
