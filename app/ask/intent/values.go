package intent

import "carrel/app/ask/prose"

const ofSources = `(?:the |my |our |these |those |all |any of the |all the )+(?:sources|accounts|witnesses|papers|` + aDocument + `)`

// disagreeing are the ways to ask whether documents give different values, after fold.
var disagreeing = Patterns(
	`(?:do|does|did|where do|how do) `+ofSources+` (?:all )?(?:disagree|differ|agree|contradict (?:each other|one another)|conflict|diverge|vary) (?:on|about|over|as to|in|regarding) (?P<what>.+)`,
	`(?:is|are) there (?:any )?(?:contradictions?|disagreements?|discrepanc(?:y|ies)|conflicts?|(?:different|conflicting) (?:figures|numbers|sums|values|amounts|dates)) (?:on|about|over|in|for|regarding|as to) (?P<what>.+)`,
	`(?:what|which) (?:different |conflicting )?(?:figures|sums|numbers|values|amounts|prices) (?:do|does) `+ofSources+` (?:give|name|have|mention|state) (?:for|of|as) (?P<what>.+)`,
	`(?:widersprechen|unterscheiden) sich (?:die|meine|unsere) `+einDok+` (?:bei|in|uber|zu|hinsichtlich|uber die hohe) (?P<what>.+)`,
)

// DifferOn gives on what a question asks whether documents differ; "" for any other question.
func DifferOn(question string) (what string) {
	q := Plain(question)
	for _, p := range disagreeing() {
		if m := p.FindStringSubmatch(q); m != nil {
			what = prose.AsWritten(question, m[p.SubexpIndex("what")])
		}
	}
	return what
}
