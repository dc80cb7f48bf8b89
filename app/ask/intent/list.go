package intent

import (
	"regexp"
	"strings"
)

var listing = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`(?:please )?(?:list|enumerate|name)\b`, `(?:please )?(?:give|show|tell) (?:me |us )?(?:a list of|all)\b`, `(?:what|which) (?:are|were) (?:the|all|some)?\b`,
	`(?:what|which) (?:\w+ ){0,2}\w+[^s\W]s (?:are|were|do|did|have|had|must|can|may|should|shall|exist|belong|count)\b`, `which \w+[^s\W]s\b`, `which \w+ \w+[^s\W]s (?:need|require|depend|use|contain|apply|include|provide|support|hold|belong|go|come|make|take|begin|end|stand|fall|get|want|offer|show|say)\b`, `how many .+ (?:are|were) (?:named|listed|mentioned|given)`,
	`welche (?:\w+en|\w+er|\w+e|\w+s) (?:sind|gibt|waren|werden|haben|gelten|mussen|durfen|konnen)\b`, `(?:bitte )?(?:nenne|liste|zahle)\b`, `was sind\b`,
	`(?:cuales|que) (?:son|eran)\b`, `(?:por favor,? )?(?:enumera|lista|nombra|menciona)\b`, `какие `, `перечисли`, `назови все`, `(?:请|請)?(?:列出|列举|列舉)`, `.*(?:有哪些|哪些)`, `(?:ما هي|اذكر|عدد) `,
}, `|`) + `)`)

// WantsList says whether a question asks for several things.
func WantsList(question string) bool {
	return listing.MatchString(Plain(question))
}
