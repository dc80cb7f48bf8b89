package parse

import (
	"bytes"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"carrel/knowledge/reader"
)

// readSource gives the pages of a file of source code or data, with its
// functions and types for headings.
func readSource(j job) (reader.Meta, error) {
	rules := sourceRules(j.name, j.data)
	return readPlain(j, plainFormat{name: formatSource, end: sourceEnd, look: func(p *reader.Page) { p.Headings = declarations(p.Text, rules) }})
}

// declaration is how a function, a type or a section begins on a line. The
// heading is the expression's first group that matched.
type declaration struct {
	level int // 0: by indentation, 1 for none and 2 for some
	line  *regexp.Regexp
}

func rules(level int, expressions ...string) []declaration {
	var all []declaration
	for _, e := range expressions {
		all = append(all, declaration{level, regexp.MustCompile(e)})
	}
	return all
}

// The languages, as far as a line alone says that something is declared on it.
// This finds less than a lexer for each language would, and needs no megabytes
// of tables.
var (
	goRules     = rules(1, `^(func (?:\([^)]*\) )?\w+)`, `^(type \w+)`)
	pythonRules = rules(0, `^\s*((?:async )?def \w+)`, `^\s*(class \w+)`)
	scriptRules = rules(0, `^\s*(?:export )?(?:default )?((?:async )?function\*? \w+)`, `^\s*(?:export )?(?:default )?(?:abstract )?(class \w+)`,
		`^\s*(?:export )?(?:declare )?((?:interface|enum|namespace) \w+)`, `^(?:export )?(type \w+)[^=]*=`, `^(?:export )?((?:const|let) \w+) = (?:async )?(?:function|\([^)]*\)\s*(?::[^=]+)?=>)`)
	rustRules = rules(0, `^\s*(?:pub(?:\([^)]*\))? )?(?:(?:async|unsafe|const|extern "C") )*(fn \w+)`,
		`^\s*(?:pub(?:\([^)]*\))? )?((?:struct|enum|trait|union|mod) \w+)`, `^(impl\b[^{]*\w>?)`)
	javaRules = rules(0, `^\s*(?:@\w+ )*(?:(?:public|private|protected|internal|static|final|abstract|sealed|partial|data|open|case|inner|readonly|override) )*((?:class|interface|enum|record|struct|object|trait|protocol|extension|namespace|actor) \w+)`,
		`^\s*(?:(?:public|private|protected|internal|static|final|override|open|suspend|inline|mutating|virtual|async) )*((?:fun|func|def) (?:<[^>]*> )?[\w.]+)`,
		`^\s+(?:(?:public|private|protected|internal|static|final|abstract|synchronized|override|virtual|async) )+[\w<>\[\],.? ]*?(\w+)\([^;]*$`)
	cRules     = rules(1, `^(?:typedef )?((?:struct|class|enum|union|namespace) \w+)[^;()]*$`, `^(?:[A-Za-z_][\w:<>,*& ]*[ *&])([A-Za-z_~][\w:~]*)\s*\([^;]*$`, `^(@(?:interface|implementation|protocol) \w+)`, `^([-+] \([^)]*\)\w+)`)
	rubyRules  = rules(0, `^\s*(def [\w.?!=]+)`, `^\s*((?:class|module) [\w:]+)`, `^\s*((?:defmodule|defmacro|defp) [\w.]+)`)
	phpRules   = rules(0, `^\s*(?:(?:public|private|protected|static|final|abstract) )*(function &?\w+)`, `^\s*(?:(?:final|abstract) )*((?:class|interface|trait|enum) \w+)`)
	shellRules = rules(1, `^((?:function )?[\w-]+)\s*\(\)`, `^(function [\w-]+)`, `^(sub \w+)`)
	otherRules = rules(0, `^\s*(?:local )?(function [\w.:]+)`, `^\s*((?:sub|procedure|module|struct|proc|func|fn|subroutine|package|entity|architecture) [\w.]+)`, `^([\w.]+) (?:<-|=) function\(`)
	lispRules  = rules(1, `^\((?:defn-?|defun|defmacro|define|def|defclass|defmethod|defvar|ns) \(?([^\s()]+)`)
	sqlRules   = rules(1, `(?i)^\s*(create (?:or replace )?(?:temp(?:orary)? )?(?:table|view|materialized view|function|procedure|trigger|index|type) (?:if not exists )?[\w."]+)`)
	shapeRules = rules(0, `^\s*((?:message|service|enum|type|input|interface|resource|data|module|variable|rpc) "?[\w.]+"?(?: "[\w.]+")?)`)
	partRules  = rules(1, `^\s*(\[[^\[\]]+\])\s*$`, `^\s*(\[\[[^\[\]]+\]\])\s*$`) // INI, TOML
	diffRules  = rules(1, `^(diff --git .*\S)`)
)

var rulesByExtension = func() map[string][]declaration {
	all := map[string][]declaration{}
	for extensions, r := range map[string][]declaration{
		".go": goRules, ".py .pyw .pyi .nim": pythonRules, ".js .mjs .cjs .jsx .ts .mts .cts .tsx .vue .svelte": scriptRules, ".rs": rustRules,
		".java .kt .kts .scala .groovy .gradle .cs .swift .dart .fs .fsx": javaRules, ".c .h .cc .cpp .cxx .hh .hpp .hxx .ino .m .mm .zig .d": cRules,
		".rb .rake .ex .exs": rubyRules, ".php": phpRules, ".sh .bash .zsh .fish .pl .pm .awk": shellRules,
		".lua .r .jl .vb .ps1 .psm1 .f .f90 .f95 .pas .adb .ads .v .sv .vhd .vhdl .tcl": otherRules, ".clj .cljs .cljc .lisp .el .scm .rkt": lispRules,
		".sql": sqlRules, ".proto .graphql .gql .tf .hcl": shapeRules, ".ini .cfg .conf .toml .properties": partRules, ".diff .patch": diffRules,
	} {
		for e := range strings.FieldsSeq(extensions) {
			all[e] = r
		}
	}
	return all
}()

// sourceRules are those of a file's language: by its name, or by the program
// that its first line names.
func sourceRules(name string, data []byte) []declaration {
	if r, known := rulesByExtension[strings.ToLower(filepath.Ext(name))]; known {
		return r
	}
	line, _ := cutLine(data[:min(len(data), 200)])
	if !bytes.HasPrefix(line, []byte("#!")) {
		return nil
	}
	program := interpreter(string(line[2:]))
	for _, known := range interpreters {
		if strings.Contains(program, known.name) {
			return rulesByExtension[known.extension]
		}
	}
	return nil
}

// interpreters are programs that scripts are written for: "python3.12" is one
// of them, and "bash" is a shell.
var interpreters = []struct{ name, extension string }{
	{"python", ".py"}, {"node", ".js"}, {"deno", ".js"}, {"ruby", ".rb"}, {"php", ".php"}, {"perl", ".pl"}, {"lua", ".lua"},
	{"Rscript", ".r"}, {"julia", ".jl"}, {"sh", ".sh"},
}

// interpreter is the program that a script's first line names, without its
// folder: the names of folders say nothing. "env" looks for another one.
func interpreter(line string) string {
	words := strings.Fields(line)
	if len(words) == 0 {
		return ""
	}
	if path.Base(words[0]) == "env" {
		words = slices.DeleteFunc(words[1:], func(w string) bool { return strings.HasPrefix(w, "-") || strings.Contains(w, "=") })
		if len(words) == 0 {
			return ""
		}
	}
	return path.Base(words[0])
}

// notDeclared are words that a call or a statement may look like a declaration by.
var notDeclared = map[string]bool{"if": true, "for": true, "while": true, "switch": true, "return": true, "else": true, "catch": true, "sizeof": true, "do": true, "new": true, "throw": true, "case": true, "delete": true}

// maxDeclared bounds headings of a page, and the length of a line that may be one.
const (
	maxDeclared     = 400
	maxDeclaredLine = 400
)

// declarations are the headings of a page of source code.
func declarations(text string, rules []declaration) []reader.Heading {
	if len(rules) == 0 {
		return nil
	}
	var found []reader.Heading
	at := 0
	for s := range strings.SplitAfterSeq(text, "\n") {
		start := at
		at += utf8.RuneCountInString(s)
		if len(s) > maxDeclaredLine || len(found) == maxDeclared || strings.TrimSpace(s) == "" {
			continue
		}
		s = strings.TrimRight(s, "\n")
		for _, r := range rules {
			m := r.line.FindStringSubmatchIndex(s)
			if len(m) < 4 || m[2] < 0 || m[2] == m[3] {
				continue
			}
			first, _, _ := strings.Cut(strings.TrimSpace(s), " ")
			if title := s[m[2]:m[3]]; !notDeclared[title] && !notDeclared[first] {
				level := r.level
				if level == 0 {
					if level = 1; s[0] == ' ' || s[0] == '\t' {
						level = 2
					}
				}
				from := start + utf8.RuneCountInString(s[:m[2]])
				found = append(found, reader.Heading{Level: level, Start: from, End: from + utf8.RuneCountInString(title), Text: title})
			}
			break
		}
	}
	return found
}

// sourceEnd is how many bytes of source code the next page takes: up to an
// empty line between two declarations where there is one, or as of any text.
func sourceEnd(text string) int {
	best, runes, at := 0, 0, 0
	blank := false
	near := text[:min(len(text), pageMaxRunes*utf8.UTFMax)] // as far as a page may go
	for at < len(near) && runes < pageMaxRunes {
		n := strings.IndexByte(near[at:], '\n') + 1
		if n == 0 {
			n = len(near) - at
		}
		line := text[at : at+n]
		if blank && runes >= pageRunes/2 && startsDeclaration(line) {
			if runes >= pageRunes && best > 0 {
				return best
			}
			best = at
			if runes >= pageRunes*3/4 {
				return best
			}
		}
		blank = strings.TrimSpace(line) == ""
		runes += utf8.RuneCountInString(line)
		at += n
	}
	if at == len(text) && runes <= pageMaxRunes {
		return len(text)
	}
	if best > 0 {
		return best
	}
	return pageEnd(text)
}

// startsDeclaration reports whether a line after an empty one may begin
// something new: it is not indented and closes nothing.
func startsDeclaration(line string) bool {
	r, _ := utf8.DecodeRuneInString(line)
	return !unicode.IsSpace(r) && !strings.ContainsRune("})]", r)
}
