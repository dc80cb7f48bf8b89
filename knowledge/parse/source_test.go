package parse

import (
	"fmt"
	"strings"
	"testing"
)

func TestTextGolden(t *testing.T) {
	for _, name := range []string{"desk.py", "thesis.tex", "film.srt", "notes.md"} {
		checkGolden(t, name)
	}
}

func TestDeclarations(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"a.go", "package a\n\ntype B struct{}\n\nfunc (b *B) C(x int) {\n\tif x > 0 {\n}\n}\nfunc D[T any]() {}\n", "type B|func (b *B) C|func D"},
		{"a.ts", "export default class A {\n  run() {}\n}\nexport async function b() {}\nexport const c = async (x: number) => x\ninterface D {}\nconst e = 3\n", "class A|async function b|const c|interface D"},
		{"a.rs", "pub(crate) async fn a() {}\nimpl<T> B for C<T> {\n    fn d(&self) {}\n}\nstruct E;\n", "fn a|impl<T> B for C<T>|fn d|struct E"},
		{"A.java", "public final class A {\n    public static int b(int c) {\n        return c(d);\n    }\n    private List<String> e;\n}\n", "class A|b"},
		{"a.kt", "data class A(val b: Int)\nfun c() = 3\n", "class A|fun c"},
		{"a.c", "#include <stdio.h>\nstatic int add(int a, int b)\n{\n    return sub(a);\n}\nint declared(void);\nstruct point {\nelse if (x) {\n", "add|struct point"},
		{"a.cpp", "void Desk::open(int n) {\nnamespace x {\n", "Desk::open|namespace x"},
		{"a.rb", "module A\n  class B\n    def c?\n", "module A|class B|def c?"},
		{"a.sh", "run() {\n  echo\n}\nfunction stop {\n", "run|function stop"},
		{"a.sql", "CREATE TABLE IF NOT EXISTS desks (id int);\nselect 1;\ncreate or replace view v as", "CREATE TABLE IF NOT EXISTS desks|create or replace view v"},
		{"a.lisp", "(defun desk (x) x)\n(print 1)\n", "desk"},
		{"a.toml", "[desk]\nkind = \"open\"\n[[desk.part]]\n", "[desk]|[[desk.part]]"},
		{"a.json", "{\"class A\": 1}", ""},
		{"run", "#!/usr/bin/env python3\ndef a():\n", "def a"},
		{"run", "#!/home/josh/bin/python\ndef a():\n", "def a"},
		{"run", "#!/opt/python/bin/bash -e\nrun() {\n", "run"},
		{"run", "#!/usr/bin/env -S LANG=C ruby -w\nclass A\n", "class A"},
		{"run", "#!/usr/bin/env\ndef a():\n", ""},
		{"a.rst", "=====\nTitle\n=====\n\nPart\n----\n\nText ---\nOther\n-----\n", "Title|Part|Other"},
		{"a.org", "#+TITLE: Desks of old\n* TODO One :tag:\n** Two\n", "One|Two"},
		{"a.adoc", "= One\n\n== Two\n", "One|Two"},
		{"a.tex", "\\chapter{One}\n\\section[short]{Two $x$}\n", "One|Two $x$"},
	} {
		pages, _, err := readDocument(t, test.name, []byte(test.source))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range pages[0].Headings {
			got = append(got, h.Text)
		}
		if strings.Join(got, "|") != test.want {
			t.Errorf("%s: %q, want %q", test.name, strings.Join(got, "|"), test.want)
		}
		if pages[0].Text != test.source {
			t.Errorf("%s: text %q", test.name, pages[0].Text)
		}
	}
}

// A page of source code ends between two functions, and knows its first line.
func TestSourcePages(t *testing.T) {
	var b strings.Builder
	for i := range 200 {
		fmt.Fprintf(&b, "func Number%d() int {\n\tif true {\n\n\t\treturn %d\n\t}\n\n\treturn 0\n}\n\n", i, i)
	}
	pages, meta, err := readDocument(t, "a.go", []byte(b.String()))
	if err != nil || meta.Format != formatSource || len(pages) < 3 {
		t.Fatalf("%d pages, %+v, %v", len(pages), meta, err)
	}
	lines := strings.Split(b.String(), "\n")
	for _, p := range pages {
		first, _, _ := strings.Cut(p.Text, "\n")
		if !strings.HasPrefix(first, "func Number") || lines[p.Line-1] != first {
			t.Errorf("page %d begins with %q, line %d is %q", p.Number, first, p.Line, lines[p.Line-1])
		}
	}
}

func TestTextHostile(t *testing.T) {
	oneGoroutine(t)
	line := strings.Repeat("{\"key\": [1, 2, 3]}, ", 50_000)
	for _, name := range []string{"a.json", "a.py", "a.c", "a.md", "a.rst", "a.tex", "a.org", "a.srt", "a.vtt", "a.txt", "a.java"} {
		source := line
		if name == "a.json" {
			source = strings.Repeat(line, 10) // 10 MB
		}
		if strings.HasPrefix(name, "a.srt") || strings.HasPrefix(name, "a.vtt") {
			source = "00:00:01.000 --> 00:00:02.000\n" + line
		}
		pages, _, err := readDocument(t, name, []byte(source))
		if err != nil || len(pages) < 150 {
			t.Errorf("%s: %d pages, %v", name, len(pages), err)
		}
	}
	for _, source := range []string{strings.Repeat("| a | b |\n|---|---|\n", 20_000), strings.Repeat("# a\n", 50_000), strings.Repeat("def a():\n", 50_000), strings.Repeat("|", 100_000)} {
		for _, name := range []string{"a.md", "a.py"} {
			if _, _, err := readDocument(t, name, []byte(source)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// A Markdown table that goes on over pages is one on each of them.
func TestMarkdownTables(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Rows\n\nKind | Price\n:-- | --:\n")
	for i := range 400 {
		fmt.Fprintf(&b, "Row number %d | %d\n", i, i)
	}
	b.WriteString("\nNo | table\n")
	pages, _, err := readDocument(t, "a.md", []byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, p := range pages {
		for _, table := range p.Tables {
			rows += len(table.Rows)
			if strings.Join(table.Columns, ",") != "Kind,Price" || table.Title != "Rows" {
				t.Errorf("page %d: %+v", p.Number, table)
			}
		}
	}
	if rows != 401 || len(pages) < 2 {
		t.Errorf("%d rows on %d pages", rows, len(pages))
	}
}

// FuzzSubtitles: any subtitles give sound pages.
func FuzzSubtitles(f *testing.F) {
	f.Add("1\n00:00:01,000 --> 00:00:02,000\n<i>a</i>\nb\n\n2\n0:03.5 --> 0:04.5\n{\\an8}c")
	f.Add("WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:02.000 align:start\n<v Ada>a")
	f.Fuzz(func(t *testing.T, source string) {
		_, _, _ = readDocument(t, "a.vtt", []byte(source))
	})
}
