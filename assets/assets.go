// Package assets holds what is compiled into the program besides code.
package assets

import (
	"embed"
	"fmt"
	"strings"
	"text/template"
)

//go:embed prompts/*.txt
var prompts embed.FS

// PromptVersion is the version of all prompt texts. It is stored with every
// answer, and goes up whenever one of the texts changes.
const PromptVersion = 1

// Prompt is a prompt's texts, as templates.
type Prompt struct {
	System string             // the same for every question, so that its evaluation is kept; may be empty
	User   *template.Template // executed with what the question brings
}

// LoadPrompt returns the prompt prompts/NAME.txt: its part after the line
// "[system]" and its part after the line "[user]".
func LoadPrompt(name string) (Prompt, error) {
	data, err := prompts.ReadFile("prompts/" + name + ".txt")
	if err != nil {
		return Prompt{}, fmt.Errorf("assets: prompt %s: %w", name, err)
	}
	system, user, ok := strings.Cut(string(data), "[user]\n")
	system, hasSystem := strings.CutPrefix(system, "[system]\n")
	if !ok || !hasSystem {
		return Prompt{}, fmt.Errorf("assets: prompt %s: the parts [system] and [user] are not there", name)
	}
	t, err := template.New(name).Option("missingkey=error").Parse(strings.TrimSpace(user))
	if err != nil {
		return Prompt{}, fmt.Errorf("assets: prompt %s: %w", name, err)
	}
	return Prompt{System: strings.TrimSpace(system), User: t}, nil
}
