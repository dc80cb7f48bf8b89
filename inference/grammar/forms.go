package grammar

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// form is a function with the rule of its arguments.
type form struct{ name, arguments string }

// each joins what one has for each function as alternatives.
func each(forms []form, one func(form) string) string {
	var all []string
	for _, f := range forms {
		all = append(all, one(f))
	}
	return "(" + strings.Join(all, " | ") + ")"
}

// familyForms writes the rules of calls as families of models write them, and of any
// other text, and returns what stands for all of them. A form begins with a mark: the
// rules follow the marks letter by letter, and where a text goes on as none of them
// does it is one in words.
func (r *rules) familyForms(forms []form) string {
	// Beside "arguments" Llama has "parameters", and "type" before; Mistral has an id.
	inner := r.add(each(forms, func(f form) string {
		return `ws ("\"type\"" ws ":" ws "\"function\"" ws "," ws)? "\"name\"" ws ":" ws ` + literal(encode(f.name)) +
			` ws "," ws ("\"arguments\"" | "\"parameters\"") ws ":" ws ` + f.arguments + ` ws ("," ws "\"id\"" ws ":" ws "\"" [a-zA-Z0-9_-]{1,40} "\"" ws)? "}"`
	}))
	call := r.add(`"{" ` + inner)
	list := r.add(`"[" ws ` + call + ` (ws "," ws ` + call + `)* ws "]"`)
	some := r.add(list + ` | ` + call + ` (ws ";" ws ` + call + `)*`)
	fenced := `"` + "```json" + `\n" `
	named := r.add(each(forms, func(f form) string {
		return literal(f.name) + ` ("[CALL_ID]" [a-zA-Z0-9_-]{1,40})? "[ARGS]"? ` + f.arguments
	}))
	function := r.add(each(forms, func(f form) string { return literal(f.name+">") + " ws " + f.arguments }))
	deepSeekCalls := r.add(each(forms, func(f form) string {
		return literal(deepSeekCall) + ` (` + literal("function"+deepSeekName+f.name+"\n") + fenced + f.arguments + ` "\n` + "```" + `" | ` +
			literal(f.name+deepSeekName) + f.arguments + `) ` + literal(deepSeekEnd)
	}))

	marks := map[string]string{
		// Granite leaves the end out.
		callBegins:   `ws ` + some + ` ws (` + literal(callEnds) + ` (ws ` + literal(callBegins) + ` ws ` + some + ` ws ` + literal(callEnds) + `)*)?`,
		markFunction: function + ` ws "</function>" (ws ` + literal(markFunction) + function + ` ws "</function>")*`,
		markLlama:    `ws ` + some,
		markGranite:  `ws ` + some + ` ws "<|/tool_call|>"?`,
		markMistral:  `ws ` + list + ` | ` + named + ` (` + literal(markMistral) + named + `)*`,
		markList:     inner + ` (ws "," ws ` + call + `)* ws "]"`,
		markPhi:      `ws ` + call + ` (ws "," ws ` + call + `)* ws "]"`,
		markDeepSeek: deepSeekCalls + ` (ws ` + deepSeekCalls + `)* ` + literal("<｜tool▁calls▁end｜>") + "?",
	}
	return r.branch("", marks)
}

// branch is what may follow a beginning that several marks share, or none of them.
func (r *rules) branch(begun string, marks map[string]string) string {
	if rest, whole := marks[begun]; whole {
		return r.add(rest)
	}
	var letters []rune
	for mark := range marks {
		if rest, ok := strings.CutPrefix(mark, begun); ok {
			if letter, _ := utf8.DecodeRuneInString(rest); !slices.Contains(letters, letter) {
				letters = append(letters, letter)
			}
		}
	}
	slices.Sort(letters) // the same grammar each time
	var ways []string
	for _, letter := range letters {
		ways = append(ways, literal(string(letter))+" "+r.branch(begun+string(letter), marks))
	}
	if !strings.HasPrefix(begun, "<") {
		others := `[^`
		if begun == "" {
			others += `{ \t\r\n`
		}
		for _, letter := range letters {
			others += classLetter(letter)
		}
		ways = append(ways, others+`\x00] [^\x00]*`)
		if begun != "" {
			ways = append(ways, `""`)
		}
	}
	return r.add(strings.Join(ways, " | "))
}

// classLetter is a letter in a class of GBNF.
func classLetter(letter rune) string {
	if strings.ContainsRune(`\]^-[`, letter) {
		return `\` + string(letter)
	}
	return string(letter)
}
