package align

import (
	"regexp"
	"strings"

	"carrel/app/ask/prose"
)

// Minutes say what was talked about, and then what was decided; who asks for a decision
// wants that.

var (
	// deciding matches, after prose.Fold, a question for a decision, and decided what tells one.
	deciding = regexp.MustCompile(`\b(?:decid(?:e|es|ed)|decisions?|choose|chose|chosen|agree(?:d)?|resol(?:ve|ved|ution)|entschieden|beschlossen|beschlusse?|decide|deciso|deliberato|decidido|acordado|decision)\b`)
	decided  = regexp.MustCompile(`\b(?:decided|decisions?|chose|chosen|agreed|agrees|resolved|approved|accepts?|rejected|we take|we stay|beschlossen|entschieden|beschluss|(?:wieder)?gewahlt|(?:wieder)?bestellt|genehmigt|abgelehnt|angenommen|gestattet|keine mehrheit|wird erhoben|decide|approuve|rejete|adopte|retenu|decidido|acordado|aprobado|rechazado|deciso|deliberato|approvato|respinto)\b`)
	// decision matches what minutes write before one: "Decision: ", "Beschluss 3 - ".
	decision = regexp.MustCompile(`^(?:[-*•●] ?|\(?\d{1,2}[.)] ?)?(?:decisions?|decided|resolved|resolution|beschluss|beschlossen|entscheidung|acuerdo|decide)(?: \d+)? ?[:–—-] `)
)

// AsksDecision says whether a question is for a decision.
func AsksDecision(question string) bool { return deciding.MatchString(prose.Fold(question)) }

// Decides says whether a statement is a decision as minutes write them, or tells of one in
// other words.
func (st Statement) Decides() (marked, told bool) {
	text := strings.Join(strings.Fields(prose.Fold(string(st.Text))), " ") // lines of a page break anywhere
	return decision.MatchString(text), decided.MatchString(text)
}
