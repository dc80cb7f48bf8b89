package parse

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"carrel/knowledge/reader"
)

func inUTF16(order binary.AppendByteOrder, s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

func TestDecodeText(t *testing.T) {
	const text = "Größe: 3 €\nzweite Zeile"
	for what, data := range map[string][]byte{
		"UTF-8":                      []byte(text),
		"UTF-8 with mark":            []byte("\uFEFF" + text),
		"Windows line ends":          []byte(strings.ReplaceAll(text, "\n", "\r\n")),
		"old Mac line ends":          []byte(strings.ReplaceAll(text, "\n", "\r")),
		"UTF-16 little-endian, mark": inUTF16(binary.LittleEndian, "\uFEFF"+text),
		"UTF-16 big-endian, mark":    inUTF16(binary.BigEndian, "\uFEFF"+text),
		"UTF-16 little-endian":       inUTF16(binary.LittleEndian, text),
		"UTF-16 big-endian":          inUTF16(binary.BigEndian, text),
		"Windows-1252":               []byte("Gr\xf6\xdfe: 3 \x80\nzweite Zeile"),
	} {
		if isBinary(data) {
			t.Errorf("%s: taken for binary", what)
		}
		if got := decodeText(data); got != text {
			t.Errorf("%s: %q", what, got)
		}
	}
	cut := []byte("Überall größere Möbel für öffentliche Bücher: Stühle, Tische, Schränke, schöne Körbe\xc3")
	if got := decodeText(cut); !strings.HasPrefix(got, "Überall größere") {
		t.Errorf("UTF-8 cut inside a character: %q", got)
	}
	for what, data := range map[string][]byte{
		"zeros":    append([]byte("text and then"), 0, 0, 0, 7),
		"controls": bytes.Repeat([]byte("ab\x01\x02"), 100),
		"numbers":  bytes.Repeat([]byte{1, 0, 2, 0, 3, 0, 200, 0}, 100),
	} {
		if !isBinary(data) {
			t.Errorf("%s: taken for text", what)
		}
	}
}

func TestDetect(t *testing.T) {
	for _, test := range []struct{ data, name, format, words string }{
		{"%PDF-1.7\n", "x", formatPDF, ""},
		{"\n\n%PDF-1.4", "letter", formatPDF, ""},
		{"How a PDF begins: %PDF-1.4", "pdf.md", formatMarkdown, ""},
		{"%PDF-1.4 but named so", "a.txt", formatPDF, ""},
		{"# A", "A.MARKDOWN", formatMarkdown, ""},
		{"package main", "main.go", formatSource, ""},
		{"#!/bin/sh\necho", "run", formatSource, ""},
		{"\\section{A}", "a.tex", formatMarkup, ""},
		{"WEBVTT\n", "a.vtt", formatSubtitles, ""},
		{"<!doctype html><?php", "a.php", formatSource, ""},
		{"BMW is a make of car", "cars.txt", formatText, ""},
		{"GIF89a....", "a.pdf", formatPicture, ""},
		{"fLaC\x00\x00\x00\x22", "a.pdf", "", "This is an audio file (FLAC), not a PDF"},
		{"PK\x03\x04 mimetypeapplication/epub+zip", "b.epub", "", "e-book"},
		{"\xEF\xBB\xBF \n<!doctype HTML>", "a.txt", formatHTML, ""},
		{"{\\rtf1\\ansi", "a.doc", formatRTF, ""},
	} {
		format, problem := detect([]byte(test.data), test.name)
		switch {
		case format != test.format:
			t.Errorf("%q named %s: format %q, want %q (%v)", test.data, test.name, format, test.format, problem)
		case test.words != "" && !strings.Contains(problem.Message, test.words):
			t.Errorf("%q named %s: %q, want %q", test.data, test.name, problem.Message, test.words)
		}
	}
}

func TestPaginate(t *testing.T) {
	var paragraphs []string
	for i := range 60 {
		paragraphs = append(paragraphs, fmt.Sprintf("Paragraph %d. ", i)+strings.Repeat("Words follow words. ", 20))
	}
	text := strings.Join(paragraphs, "\n\n")
	pages := paginate(text, pageEnd)
	if strings.Join(pages, "") != text {
		t.Fatal("pages put together are not the text")
	}
	for i, p := range pages {
		if n := utf8.RuneCountInString(p); n > pageMaxRunes || i < len(pages)-1 && (n < pageRunes*3/4 || !strings.HasSuffix(p, "\n\n")) {
			t.Errorf("page %d of %d code points ends in %q", i+1, n, p[len(p)-10:])
		}
	}
	if got := paginate("One\fTwo\f\f \nThree", pageEnd); len(got) != 3 || got[1] != "Two" && got[1] != "Two \n" {
		t.Errorf("form feeds: %q", got)
	}
	unbroken := strings.Repeat("ä", 20000)
	if got := paginate(unbroken, pageEnd); len(got) != 4 || strings.Join(got, "") != unbroken {
		t.Errorf("one long line: %d pages", len(got))
	}
}

func TestMarkdownHeadings(t *testing.T) {
	text := "# One #\n\nText\n```\n# not this\n```\nTwo\n===\nThree\n---\n- item\n---\n####### seven\n###### Six\n    # code\n#tag\n~~~\n# open"
	m := &markdownReader{}
	var got []string
	found, _ := m.on(text, 0)
	for _, h := range found {
		got = append(got, fmt.Sprintf("%d %s", h.Level, h.Text))
		if s := string([]rune(text)[h.Start:h.End]); s != h.Text {
			t.Errorf("heading %q stands at %q", h.Text, s)
		}
	}
	if want := "1 One|1 Two|2 Three|6 Six"; strings.Join(got, "|") != want {
		t.Errorf("headings %q, want %q", strings.Join(got, "|"), want)
	}
	if h, _ := m.on("# still code\n~~~\n# Real\n", 0); len(h) != 1 || h[0].Text != "Real" {
		t.Errorf("a code block that the page cut: %+v", h)
	}
}

// FuzzText: any bytes that are taken for text give pages that keep it all, in
// sound UTF-8, with headings inside them.
func FuzzText(f *testing.F) {
	f.Add([]byte("# Title\r\n\r\nText\fmore"), "a.md")
	f.Add([]byte("Gr\xf6\xdfe"), "a.txt")
	f.Add(inUTF16(binary.LittleEndian, "\uFEFFwide text \U0001F4BA"), "b.txt")
	f.Add([]byte("A\n=\n\n```\n# x\n"), "c.markdown")
	f.Add([]byte("\xEF\xBB\xBFmark \x02 and more \x00"), "d.txt")
	f.Add(bytes.Repeat([]byte("word "), 3000), "e")
	f.Add([]byte("func A() {\n}\n\ntype b int\n"), "a.go")
	f.Add([]byte("\\section{A {b} c}\n"), "a.tex")
	f.Add([]byte("A\n===\n\nB\n---\n"), "a.rst")
	f.Add([]byte("---\ntitle: x\n---\n| a | b |\n|---|---|\n| c | d |\n"), "a.md")
	f.Add([]byte("static int f(int a)\n{\n}\n"), "a.c")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		format, problem := detect(data, name)
		if problem != nil || format != formatText && format != formatMarkdown && format != formatSource && format != formatMarkup {
			return
		}
		var all strings.Builder
		number := 0
		meta, err := readers[format](job{data: data, name: name, page: func(p reader.Page) error {
			number++
			checkPage(t, p, number)
			if p.Text == "" || strings.Contains(p.Text, "\f") {
				t.Fatalf("page %+v", p)
			}
			all.WriteString(p.Text)
			return nil
		}})
		if err != nil {
			return
		}
		if meta.Pages != number || number == 0 {
			t.Fatalf("%d pages, meta %+v", number, meta)
		}
		if want := strings.ReplaceAll(decodeText(data), "\f", ""); all.String() != want {
			t.Fatalf("pages hold %q of %q", all.String(), want)
		}
	})
}
