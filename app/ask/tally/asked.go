package tally

import (
	"regexp"
	"slices"
	"strings"

	"carrel/app/ask/intent"
	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// Question is a question for a count or a sum over rows.
type Question struct {
	Sum    bool              // a sum is wanted, else a count
	Mean   bool              // an average
	Most   int               // 1: the row with the most, -1: with the least
	Bounds []quantity.Number // between which the rows' values are

	total  bool   // it says "in total", or the like
	money  bool   // of money
	text   string // the question
	lang   prose.Language
	words  []prose.Word // those that are to be accounted for
	paid   bool         // what was paid is asked for
	counts string       // the term of what is counted; "" where a sum is wanted
}

var (
	// countAsked and sumAsked match, after intent.Plain, the questions for a count and for a sum.
	countAsked = regexp.MustCompile(`^(?:and )?(?:how many|wie viele|wieviele|combien (?:de |d')|cuant[oa]s) `)
	sumAsked   = regexp.MustCompile(`^(?:and )?(?:how much|what|wie viel|wieviel|was|wie hoch|combien|quel(?:le)?|cuanto|cual)\b`)
	meanAsked  = regexp.MustCompile(`\b(?:average|(?:the|a) mean|durchschnitt\w*|mittelwert|moyenne|promedio)\b`)
	// meantAsked matches what asks for a meaning or a deed: "What does the average tell?"
	meantAsked = regexp.MustCompile(`^(?:and )?what (?:do|does|did) `)
	mostAsked  = regexp.MustCompile(`\b(?:highest|largest|biggest|greatest|longest|most expensive|dearest|maximum|hochste[nrsm]?|grosste[nrsm]?|langste[nrsm]?|teuerste[nrsm]?|le plus (?:cher|eleve|grand|long)|la plus (?:chere|elevee|grande|longue)|mas (?:alto|alta|caro|cara|grande|largo|larga))\b`)
	leastAsked = regexp.MustCompile(`\b(?:lowest|smallest|least|fewest|shortest|cheapest|minimum|niedrigste[nrsm]?|kleinste[nrsm]?|wenigsten|kurzeste[nrsm]?|billigste[nrsm]?|gunstigste[nrsm]?|le moins (?:cher|eleve)|la moins (?:chere|elevee)|(?:le|la) plus (?:bas|basse|petite?|courte?)|mas (?:bajo|baja|barato|barata|pequen[oa]|cort[oa]))\b`)
	ofMoney    = regexp.MustCompile(`\b(?:expensive|dearest|cheapest|teuerste\w?|billigste\w?|gunstigste\w?|cher|chere|car[oa]|barat[oa])\b`)
	whichAsked = regexp.MustCompile(`^(?:and )?(?:which|what|who|welche[rnsm]?|was|wer|quel(?:le)?|que|cual|quien)\b`)
	personal   = regexp.MustCompile(`^(?:and )?(?:who|wer|qui|quien)\b`)
	lasting    = regexp.MustCompile(`\b(?:longest|shortest|langste\w?|kurzeste\w?|(?:plus|mas) (?:longue?|courte?|larg[oa]|cort[oa]))\b`)
	inTotal    = regexp.MustCompile(`\b(?:in total|total|totals|altogether|all together|sum of|insgesamt|gesamt\w*|summe|au total|en tout|somme|en total|suma)\b`)
	spending   = regexp.MustCompile(`\b(?:pa(?:y|ys|id)|spen[dt]|spends|cost|costs|charged|kosten|kostet|coutent|coute|cuestan|bezahlt|gezahlt|ausgegeben|gekostet|paye|depense|pagado|gastado|costado)\b`)
	paying     = prose.Set(`pay pays paid bezahlt gezahlt paye pagado`)
	// paidColumn matches, after prose.Fold, the name of a column that is empty where nothing
	// has been paid yet.
	paidColumn = regexp.MustCompile(`^(?:date )?(?:paid|payment date|bezahlt|gezahlt|paye|pagado)(?: (?:on|at|date|am|le|el))?$`)
	currencies = regexp.MustCompile(`^(?:euros?|dollars?|pounds?|francs?|franken|eur|usd|gbp|chf|pfund|libras?)$`)
	// tallying are words that a question for a count or a sum has for its form.
	tallying = prose.Set(`how many much what which total totals altogether together overall sum all amount amounts value worth there been far year have has had our we us i my they
		over above more than under below less least most up between exceeding at euro euros dollar dollars pound pounds franc francs eur usd gbp chf money
		wie viel viele wieviel wieviele insgesamt gesamt gesamtsumme summe zusammen alle haben hat wir uns unser unsere gibt uber unter mehr weniger mindestens hochstens jahr betrag hoch franken pfund geld
		combien total somme tout tous nous avons notre sont plus moins montant annee argent quel quelle cuanto cuanta cuantos cuantas suma todos todas hemos mas menos importe ano dinero cual`)
)

// Read reads a question as one for a count or a sum.
func Read(question string) (t Question, ok bool) {
	q := intent.Plain(question)
	t = Question{text: question, total: inTotal.MatchString(q)}
	switch {
	case meantAsked.MatchString(q):
		return t, false
	case countAsked.MatchString(q):
	case whichAsked.MatchString(q) && mostAsked.MatchString(q) != leastAsked.MatchString(q):
		t.Most, t.money = 1, ofMoney.MatchString(q)
		if leastAsked.MatchString(q) {
			t.Most = -1
		}
	case meanAsked.MatchString(q) && sumAsked.MatchString(q):
		t.Mean, t.money = true, spending.MatchString(q)
	case sumAsked.MatchString(q) && (t.total || strings.HasPrefix(q, "how much ") && spending.MatchString(q)):
		t.Sum, t.money = true, spending.MatchString(q)
	default:
		return t, false
	}
	t.lang = prose.Detect(question)
	ws := prose.Words(question, t.lang)
	runes := []rune(question)
	dates := quantity.Dates(ws, runes, t.lang)
	for _, n := range quantity.Numbers(ws, runes, t.lang, dates) {
		if n.Bound != quantity.Exactly && !n.IsYear() {
			t.Bounds = append(t.Bounds, n)
			t.money = t.money || slices.Contains([]string{"$", "€", "£", "¥"}, n.Unit)
		}
	}
	counted := !t.Sum && !t.Mean && !(t.Most != 0 && personal.MatchString(q))
	for i, w := range ws {
		if leaning[w.Fold] || towards[w.Fold] && i+1 < len(ws) && (prose.IsYear(ws[i+1]) || prose.Months[ws[i+1].Fold] > 0) {
			return t, false // whose rows these are, or from when, no cell says
		}
		t.money = t.money || currencies.MatchString(w.Fold)
		bound := slices.ContainsFunc(t.Bounds, func(n quantity.Number) bool { return w.Start >= n.From && w.End <= n.Upto })
		switch {
		case w.Term == "" || tallying[w.Fold] || bound || t.Most != 0 && extreme(w) || t.Mean && (w.Fold == "mean" || meanAsked.MatchString(w.Fold)):
		case spending.MatchString(w.Fold):
			t.paid = t.paid || paying[w.Fold]
		default:
			if counted {
				t.counts, counted = w.Term, false
			}
			t.words = append(t.words, w)
		}
	}
	return t, len(t.words) > 0
}

var (
	// leaning are words that stand for what is said elsewhere.
	leaning = prose.Set(`them him her hers his it its this these those their theirs ihm ihn ihnen ihr ihre ihren dies diese dieser dieses diesem diesen ce cette ces leur leurs este esta estos estas su sus`)
	// towards are words before a time that say more than that it is in it.
	towards = prose.Set(`by before after from since to until till through within between during past vor nach von bis seit zwischen ab avant apres depuis jusque entre desde hasta antes despues`)
)

// extreme says whether a word asks for the most or the least.
func extreme(w prose.Word) bool {
	return mostAsked.MatchString(w.Fold) || leastAsked.MatchString(w.Fold) || ofMoney.MatchString(w.Fold) || extremes[w.Fold]
}

var extremes = prose.Set(`most more least highest lowest eleve elevee grand grande long longue bas basse petit petite court courte alto alta bajo baja pequeno pequena corto corta largo larga`)
