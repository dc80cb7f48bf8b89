package api

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"carrel/app"
	"carrel/app/ask"
	"carrel/app/ask/align"
	"carrel/knowledge"
)

//go:generate go test -run ^TestTypeScript$ -update .

var update = flag.Bool("update", false, "write frontend/src/lib/api/types.ts anew")

const typesFile = "../../frontend/src/lib/api/types.ts"

// The types that cross the wire. What they refer to comes along.
var wireTypes = []any{
	DocumentsReply{}, AddRequest{}, AddReply{}, WaitRequest{}, knowledge.Document{}, TextReply{}, BoxesReply{}, WordsReply{},
	knowledge.Query{}, knowledge.Results{}, knowledge.Why{},
	ask.Request{}, AskReply{}, ChatsReply{}, ChatRequest{}, ask.Chat{}, ask.Reproduction{}, VerdictRequest{}, CasesReply{},
	FoldersReply{}, FolderRequest{}, FolderReply{}, RetryReply{}, app.BackupRequest{}, app.Backup{}, app.CheckRequest{}, app.Check{},
	CollectionsReply{}, CollectionRequest{}, CollectRequest{}, CollectionReply{},
	StoreRequest{}, app.StorePlan{}, app.Store{}, StorePassword{}, KeptPassword{},
	UnlockRequest{}, app.Unlocked{}, FormatsReply{}, OCRRequest{}, RecogniseRequest{}, app.OCR{}, app.ChatModelRequest{}, app.ChatModels{}, app.ChatAdapters{}, app.AddModelsRequest{}, app.SeenModels{}, app.RunningSettings{}, app.RunningModels{}, app.Catalogue{}, app.DownloadRequest{}, DownloadReply{}, app.DownloadWay{}, app.DownloadWays{}, app.ImportRequest{}, app.ImportedModel{}, app.EmbedderRequest{}, app.Embedding{}, app.RerankSettings{}, app.Rerank{}, app.LocalAPI{}, LocalAPIRequest{}, app.CareRequest{}, app.LibraryCare{}, PathReply{}, LinkRequest{}, LockReply{}, app.Openings{}, app.Status{}, app.AnswerEvent{}, Empty{}, ErrorReply{},
}

// Fields that are strings in Go and one of a package's constants on the wire:
// field, name of the union, package folder, prefix of the constants.
var constFields = []struct{ field, union, dir, prefix string }{
	{"carrel/app/ask.Answer.status", "AnswerStatus", "../ask", "Status"},
	{"carrel/app.AnswerEvent.waiting", "Waiting", "../ask", "Waiting"},
	{"carrel/knowledge.Document.error_code", "ProblemCode", "../../knowledge/reader", "Code"},
	{"carrel/app.LockStatus.state", "LockState", "..", "Lock"},
	{"carrel/app.EngineStatus.state", "EngineState", "..", "Engine"},
	{"carrel/app.Status.surface", "Surface", "..", "Surface"},
}

// Which field an event of each type carries, and which of AnswerEvent's.
var eventFields = []struct {
	kind, field string
	value       any
	answer      []string
}{
	{app.EventDocumentChanged, "document", knowledge.Document{}, nil},
	{app.EventDocumentRemoved, "removed", "", nil},
	{app.EventFolders, "folders", []knowledge.Folder{}, nil},
	{app.EventFolderAdded, "folder", knowledge.Folder{}, nil},
	{app.EventCollections, "collections", []knowledge.Collection{}, nil},
	{app.EventActivity, "activity", knowledge.Activity{}, nil},
	{app.EventAnswerSources, "answer", nil, []string{"sources"}},
	{app.EventAnswerText, "answer", nil, []string{"text"}},
	{app.EventAnswerWaiting, "answer", nil, []string{"waiting"}},
	{app.EventAnswerThought, "answer", nil, []string{"thought"}},
	{app.EventAnswerCut, "answer", nil, []string{"keep"}},
	{app.EventAnswerSentence, "answer", nil, []string{"sentence"}},
	{app.EventAnswerProgress, "answer", nil, []string{"progress"}},
	{app.EventAnswerDone, "answer", nil, []string{"answer"}},
	{app.EventStatus, "status", app.Status{}, nil},
	{app.EventEmbedding, "embedding", app.Embedding{}, nil},
	{app.EventProblem, "problem", "", nil},
	{app.EventCare, "care", app.Care{}, nil},
	{app.EventDownload, "download", app.Download{}, nil},
	{app.EventModels, "models", app.SeenModels{}, nil},
	{app.EventResync, "", nil, nil},
}

func TestTypeScript(t *testing.T) {
	want := generateTypeScript(t)
	if *update {
		if err := os.MkdirAll(filepath.Dir(typesFile), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(typesFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(typesFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is stale: run `go generate ./app/api`", typesFile)
	}
}

// Every event type has its line in the union.
func TestEventUnionIsComplete(t *testing.T) {
	var kinds []string
	for _, e := range eventFields {
		kinds = append(kinds, e.kind)
	}
	for _, k := range constants(t, "..", "Event", "") {
		if !slices.Contains(kinds, k) {
			t.Errorf("event type %q is not in eventFields", k)
		}
	}
}

type typeScript struct {
	t     *testing.T
	out   bytes.Buffer
	known map[reflect.Type]string
	queue []reflect.Type
	docs  map[string]map[string]docs // folder -> type name -> comments
}

type docs struct {
	doc    string
	fields map[string]string
}

func generateTypeScript(t *testing.T) []byte {
	ts := &typeScript{t: t, known: map[reflect.Type]string{}, docs: map[string]map[string]docs{}}
	ts.out.WriteString("// Made from the Go types by `go generate ./app/api`. Do not edit.\n")
	for _, v := range wireTypes {
		ts.name(reflect.TypeOf(v))
	}
	for len(ts.queue) > 0 {
		typ := ts.queue[0]
		ts.queue = ts.queue[1:]
		ts.declare(typ)
	}
	for _, u := range constFields {
		ts.union(u.union, "", constants(t, u.dir, u.prefix, ""))
	}
	ts.union("ErrorCode", "What ErrorBody.code can be, besides ProblemCode and the engine's codes.", constants(t, "..", "Code", ""))
	ts.union("EngineCode", "Codes of the engine, as ErrorBody.code.", constants(t, "../../inference", "Code", ""))
	ts.events()
	return ts.out.Bytes()
}

func (ts *typeScript) events() {
	ts.out.WriteString("\n/** One thing that happened: Wails event \"carrel\" in the window, Server-Sent Event \"carrel\" in the browser. */\nexport type Event =")
	for _, e := range eventFields {
		fmt.Fprintf(&ts.out, "\n  | { type: %q", e.kind)
		switch {
		case e.answer != nil:
			fmt.Fprint(&ts.out, "; answer: AnswerEvent & Required<Pick<AnswerEvent, ")
			for i, f := range e.answer {
				if i > 0 {
					ts.out.WriteString(" | ")
				}
				fmt.Fprintf(&ts.out, "%q", f)
			}
			ts.out.WriteString(">>")
		case e.field != "":
			fmt.Fprintf(&ts.out, "; %s: %s", e.field, ts.name(reflect.TypeOf(e.value)))
		}
		ts.out.WriteString(" }")
	}
	ts.out.WriteString(";\n")
}

// name is what TypeScript calls typ; structs and string types are queued for
// declaration at their first mention.
func (ts *typeScript) name(typ reflect.Type) string {
	if typ == reflect.TypeFor[time.Time]() {
		return "string"
	}
	switch typ.Kind() {
	case reflect.Pointer:
		return ts.name(typ.Elem())
	case reflect.Slice:
		if typ.Elem().Kind() == reflect.Uint8 {
			return "string" // base64
		}
		return ts.name(typ.Elem()) + "[]"
	case reflect.Map:
		return "Record<string, " + ts.name(typ.Elem()) + ">"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		return "number"
	case reflect.Interface:
		return "unknown"
	case reflect.String:
		if typ.PkgPath() == "" {
			return "string"
		}
	case reflect.Struct:
	default:
		ts.t.Fatalf("no TypeScript for %v", typ)
	}
	name, ok := ts.known[typ]
	if ok {
		return name
	}
	name = typ.Name()
	if typ == reflect.TypeFor[align.State]() {
		name = "SentenceState"
	}
	if typ == reflect.TypeFor[ask.Request]() {
		name = "AskRequest"
	}
	for other, n := range ts.known {
		if n == name {
			ts.t.Fatalf("%v and %v would both be %s", typ, other, name)
		}
	}
	ts.known[typ] = name
	ts.queue = append(ts.queue, typ)
	return name
}

func (ts *typeScript) declare(typ reflect.Type) {
	comments := ts.comments(typ)
	if typ.Kind() == reflect.String {
		values := constants(ts.t, folder(typ), "", typ.Name())
		if len(values) == 0 { // any text of a form that its comment tells
			ts.comment("", comments.doc)
			fmt.Fprintf(&ts.out, "export type %s = string;\n", ts.known[typ])
			return
		}
		ts.union(ts.known[typ], comments.doc, values)
		return
	}
	ts.comment("", comments.doc)
	if typ.NumField() == 0 {
		fmt.Fprintf(&ts.out, "export type %s = Record<string, never>;\n", ts.known[typ])
		return
	}
	fmt.Fprintf(&ts.out, "export interface %s {\n", ts.known[typ])
	for i := range typ.NumField() {
		f := typ.Field(i)
		tag, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if tag == "-" || !f.IsExported() {
			continue
		}
		if tag == "" {
			ts.t.Fatalf("%v.%s has no json name", typ, f.Name)
		}
		kind := ts.name(f.Type)
		for _, u := range constFields {
			if u.field == typ.PkgPath()+"."+typ.Name()+"."+tag {
				kind = u.union
			}
		}
		optional := ""
		if strings.Contains(opts, "omitempty") || strings.Contains(opts, "omitzero") {
			optional = "?"
		}
		ts.inlineComment(comments.fields[f.Name])
		fmt.Fprintf(&ts.out, "  %s%s: %s;\n", tag, optional, kind)
	}
	ts.out.WriteString("}\n")
}

func (ts *typeScript) union(name, doc string, values []string) {
	if len(values) == 0 {
		ts.t.Fatalf("no constants for %s", name)
	}
	ts.comment("", doc)
	if doc == "" {
		ts.out.WriteString("\n")
	}
	fmt.Fprintf(&ts.out, "export type %s =", name)
	for _, v := range values {
		fmt.Fprintf(&ts.out, "\n  | %q", v)
	}
	ts.out.WriteString(";\n")
}

func (ts *typeScript) comment(indent, doc string) {
	if doc != "" {
		fmt.Fprintf(&ts.out, "\n%s/** %s */\n", indent, doc)
	}
}

func (ts *typeScript) inlineComment(doc string) {
	if doc != "" {
		fmt.Fprintf(&ts.out, "  /** %s */\n", doc)
	}
}

func (ts *typeScript) comments(typ reflect.Type) docs {
	dir := folder(typ)
	if ts.docs[dir] == nil {
		ts.docs[dir] = map[string]docs{}
		for _, file := range parseFolder(ts.t, dir) {
			for _, decl := range file.Decls {
				gen, ok := decl.(*ast.GenDecl)
				if !ok || gen.Tok != token.TYPE {
					continue
				}
				for _, spec := range gen.Specs {
					d := docs{doc: oneLine(gen.Doc.Text()), fields: map[string]string{}}
					spec := spec.(*ast.TypeSpec)
					if s, ok := spec.Type.(*ast.StructType); ok {
						for _, f := range s.Fields.List {
							for _, n := range f.Names {
								d.fields[n.Name] = oneLine(f.Doc.Text() + " " + f.Comment.Text())
							}
						}
					}
					ts.docs[dir][spec.Name.Name] = d
				}
			}
		}
	}
	return ts.docs[dir][typ.Name()]
}

func oneLine(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "*/", "* /")
}

// folder is where the source of a type of this module lies.
func folder(typ reflect.Type) string {
	return filepath.Join("../..", strings.TrimPrefix(typ.PkgPath(), "carrel/"))
}

// constants are the values of a package's string constants, in source order:
// those of the named type, or those without a type whose name begins with prefix.
func constants(t *testing.T, dir, prefix, typ string) []string {
	var values []string
	for _, file := range parseFolder(t, dir) {
		for _, decl := range file.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || gen.Tok != token.CONST {
				continue
			}
			for _, spec := range gen.Specs {
				spec := spec.(*ast.ValueSpec)
				ident, _ := spec.Type.(*ast.Ident)
				named := typ != "" && ident != nil && ident.Name == typ
				prefixed := typ == "" && ident == nil && strings.HasPrefix(spec.Names[0].Name, prefix)
				if !named && !prefixed || len(spec.Values) == 0 {
					continue
				}
				if lit, ok := spec.Values[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
					v, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					values = append(values, v)
				}
			}
		}
	}
	return values
}

var parsed = map[string][]*ast.File{}

func parseFolder(t *testing.T, dir string) []*ast.File {
	dir = filepath.Clean(dir)
	if parsed[dir] != nil {
		return parsed[dir]
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, e.Name()), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		parsed[dir] = append(parsed[dir], f)
	}
	return parsed[dir]
}
