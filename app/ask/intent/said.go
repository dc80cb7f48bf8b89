package intent

import (
	"regexp"
	"slices"
	"strings"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// Said is a question for what somebody said or wrote.
type Said struct {
	Who   string        // whose words are wanted; "" where it is asked who said it
	To    string        // to whom they were; "" where the question does not say
	About string        // on what; "" for whatever it was
	Reply bool          // they answer a mail of To's
	Both  bool          // what Who and To wrote each other
	When  bool          // it is asked when: of mails that can be told
	Day   quantity.Date // when, as far as the question says; of a reply, when the mail was that it answers
}

const (
	aPerson = `(?:the )?[\p{L}.'’-]+(?: [\p{L}.'’-]+){0,3}?`
	exactly = `(?:please )?(?:(?:quote|cite|give me|tell me|show me)(?: exactly| verbatim| literally| word for word| me)*,? )?`
	mailsOf = `(?:e-?mails?|mails?|messages?|letters?|correspondence|e-?mail exchange|exchange|thread|conversation)`
)

// saidAsking are the ways to ask for somebody's words, after fold.
var saidAsking = Patterns(
	exactly+`what (?:exactly )?(?:did|does|has|had) (?P<who>`+aPerson+`) (?:exactly |ever |actually )?(?P<verb>say|said|tell|told|write|written|claim|claimed|state|stated|answer|answered|reply|replied|respond|responded|ask|asked|promise|promised|announce|announced)(?P<rest>(?: .+)?)`,
	exactly+`what (?P<who>`+aPerson+`) (?:has |have |exactly |actually )*(?P<verb>said|says|wrote|writes|written|told|tells|claimed|claims|stated|answered|replied|promised|announced)(?P<rest>(?: .+)?)`,
	`how (?:did|does|has) (?P<who>`+aPerson+`) (?P<verb>reply|replied|respond|responded|answer|answered)(?P<rest>(?: .+)?)`,
	`when did (?P<who>`+aPerson+`) (?:first |last )?(?P<verb>say|tell|write|mail|reply|respond|answer|ask|warn|inform)(?P<rest>(?: .+)?)`,
	`(?:what (?:was|is) |quote |show me )?(?P<who>`+aPerson+`)(?:'s|’s|') (?P<verb>answer|reply|response)(?P<rest>(?: .+)?)`,
	`was (?:hat|haben) (?P<who>`+aPerson+`)(?P<rest>(?: (?:uber|zu|zum|zur|an|am|auf|auf) .+)?) (?P<verb>gesagt|geschrieben|geantwortet|erwidert|behauptet)`,
	`was (?P<verb>sagt|sagte|schreibt|schrieb|antwortet|antwortete) (?P<who>`+aPerson+`)(?P<rest>(?: (?:uber|zu|zum|zur|an|am|auf) .+)?)`,
)

// whoSaying are the ways to ask who said something, and exchanging those for what two people
// wrote each other, after fold.
var (
	whoSaying = Patterns(
		`who (?:first )?(?P<verb>said|says|wrote|claimed|claims|told|asked|stated|promised|announced|replied|answered)(?: that)? (?P<rest>.+)`,
		`wer (?:hat )?(?P<verb>sagte|sagt|schrieb|behauptete|fragte)(?:,? dass)? (?P<rest>.+)`,
	)
	exchanging = Patterns(
		`(?:please )?(?:summari[sz]e|sum up|list|show(?: me)?|what (?:is|was) (?:said )?in) (?:all )?(?:the )?`+mailsOf+` (?:between|of) (?P<who>`+aPerson+`) (?:and|with) (?P<to>`+aPerson+`)(?P<rest>(?: (?:about|on|regarding|concerning) .+)?)`,
		`what did (?P<who>`+aPerson+`) and (?P<to>`+aPerson+`) (?:write|mail|tell|say)(?: to)? each other(?P<rest>(?: .+)?)`,
	)
)

// Parts of what stands behind the verb.
var (
	saidTo     = regexp.MustCompile(`^ ?(?:to|an) (?P<to>` + aPerson + `)(?:(?:'s|’s|')? (?P<mail>e-?mail|mail|message|letter|question|request|note)s?)?(?P<rest>(?: (?:about|on|of|from|dated|regarding|concerning|in|that|when|whether|if|uber|zu|vom|am) .+)?)$`)
	saidToOnes = regexp.MustCompile(`^ ?(?:to|auf)? ?(?P<to>` + aPerson + `)(?:'s|’s|') (?:e-?mail|mail|message|letter|question|request|note)s?(?P<rest>(?: .+)?)$`)
	saidAbout  = regexp.MustCompile(`^ ?(?:about|on|regarding|concerning|of|as to|uber|zu|zum|zur|that|whether|if) (?P<what>.+)$`)
	ofTheDay   = regexp.MustCompile(`^(?:(?:of|on|from|dated|vom|am) )+$`)
	inAMail    = regexp.MustCompile(` ?\b(?:in|by) (?:his|her|their|the|an?|any) (?:reply|answer|` + mailsOf + `|interview|radio|transcript|round ?table)\b`)
)

// ownedBy matches the ending of a name that something is of.
var ownedBy = regexp.MustCompile(`['’]s?$`)

// SaidOf reads a question as one for what somebody said or wrote.
func SaidOf(question string) (asked Said, ok bool) {
	q := strings.Trim(inAMail.ReplaceAllString(Plain(question), ""), " ,")
	written := func(folded string) string {
		return ownedBy.ReplaceAllString(prose.AsWritten(question, strings.Trim(folded, ` ,;:"“”„«»`)), "")
	}
	for _, p := range exchanging() {
		if m := p.FindStringSubmatch(q); m != nil {
			asked = Said{Who: written(m[p.SubexpIndex("who")]), To: written(m[p.SubexpIndex("to")]), Both: true}
			asked.matter(question, m[p.SubexpIndex("rest")])
			return asked, isName(asked.Who) && isName(asked.To)
		}
	}
	for _, p := range saidAsking() {
		m := p.FindStringSubmatch(q)
		if m == nil {
			continue
		}
		verb, rest := m[p.SubexpIndex("verb")], m[p.SubexpIndex("rest")]
		asked = Said{Who: written(m[p.SubexpIndex("who")])}
		asked.Reply = strings.HasPrefix(verb, "repl") || strings.HasPrefix(verb, "respon") || strings.HasPrefix(verb, "answer") || strings.HasPrefix(verb, "antwort") || strings.HasPrefix(verb, "geantwort")
		asked.When = strings.HasPrefix(q, "when ")
		telling := strings.HasPrefix(verb, "t") || slices.Contains([]string{"ask", "asked", "warn", "inform", "mail"}, verb)
		if telling && !strings.HasPrefix(rest, " about ") && !strings.HasPrefix(rest, " to ") {
			rest = " to" + rest // "tell Ada about …"
		}
		if m := saidToOnes.FindStringSubmatch(rest); m != nil {
			asked.To, rest = written(m[1]), m[2]
		} else if m := saidTo.FindStringSubmatch(rest); m != nil && isName(written(m[1])) {
			asked.To, rest = written(m[1]), m[3]
		} else if strings.HasPrefix(rest, " to ") && telling {
			to, more := namedFirst(question, strings.TrimPrefix(rest, " to "))
			asked.To, rest = to, " that "+more
		}
		asked.matter(question, rest)
		if asked.About != "" && !hasContent(asked.About) {
			return Said{}, false
		}
		return asked, isName(asked.Who) || strings.HasPrefix(prose.Fold(asked.Who), "the ")
	}
	for _, p := range whoSaying() {
		if m := p.FindStringSubmatch(q); m != nil {
			asked = Said{}
			rest := m[p.SubexpIndex("rest")]
			if v := m[p.SubexpIndex("verb")]; v == "asked" || v == "told" {
				asked.To, rest = namedFirst(question, rest)
			}
			asked.matter(question, " that "+rest)
			return asked, asked.About != ""
		}
	}
	return Said{}, false
}

// hasContent says whether a text has a word that can be looked for.
func hasContent(text string) bool {
	return slices.ContainsFunc(prose.Words(text, prose.Detect(text)), func(w prose.Word) bool { return w.Term != "" })
}

// namedFirst parts the name that a folded text begins with from the rest; "" where it begins with
// none.
func namedFirst(question, folded string) (name, rest string) {
	words := strings.Fields(folded)
	k := 0
	for k < len(words) && k < 4 && isName(prose.AsWritten(question, words[k])) {
		k++
	}
	return prose.AsWritten(question, strings.Join(words[:k], " ")), strings.Join(words[k:], " ")
}

// matter reads what stands behind verb and person: a day, and on what it is.
func (a *Said) matter(question, rest string) {
	rest = strings.TrimSpace(rest)
	lang := prose.Detect(question)
	runes := []rune(rest)
	for _, d := range quantity.Dates(prose.Words(rest, lang), runes, lang) {
		if d.Day > 0 && d.Month > 0 {
			a.Day = d
			before := string(runes[:d.Start])
			for _, p := range []string{"of", "on", "from", "dated", "vom", "am"} {
				before = strings.TrimSuffix(strings.TrimSpace(before), " "+p)
				if ofTheDay.MatchString(before+" ") || before == p {
					before = ""
				}
			}
			rest = strings.TrimSpace(before + string(runes[d.End:]))
			break
		}
	}
	if m := saidAbout.FindStringSubmatch(rest); m != nil {
		rest = m[1]
	}
	a.About = prose.AsWritten(question, strings.Trim(rest, ` ,;:"“”„«»`))
}

// isName says whether a name is written as people's are: all its words with capitals, but for
// those that join them.
func isName(name string) bool {
	ws := prose.Words(name, prose.English)
	return len(ws) > 0 && !slices.ContainsFunc(ws, func(w prose.Word) bool { return !prose.IsCapital(w) && !joiningNames[w.Fold] })
}

// joiningNames stand in names without a capital.
var joiningNames = prose.Set(`de du di da la le van von der den zu y of`)
