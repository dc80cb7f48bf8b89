package language

import "strings"

// Irregular gives the forms of a language's words that no stemmer brings back to their
// word, each with the word: "wrote", "write". All are in lower case and without accents.
// Nil for a language of which none are known.
func Irregular(tag Tag) map[string]string {
	list, ok := irregular[tag]
	if !ok {
		return nil
	}
	out := map[string]string{}
	for pair := range strings.FieldsSeq(list) {
		form, base, _ := strings.Cut(pair, "/")
		out[form] = base
	}
	return out
}

var irregular = map[Tag]string{
	English: `arose/arise arisen/arise became/become began/begin begun/begin bought/buy broke/break broken/break brought/bring built/build caught/catch
	chose/choose chosen/choose came/come dealt/deal drew/draw drawn/draw drove/drive driven/drive fell/fall fallen/fall felt/feel flew/fly flown/fly
	forbade/forbid forbidden/forbid fought/fight gave/give given/give grew/grow grown/grow held/hold kept/keep knew/know known/know led/lead left/leave
	lost/lose made/make meant/mean met/meet paid/pay ran/run rose/rise risen/rise said/say saw/see seen/see sent/send shot/shoot shown/show shrank/shrink
	shrunk/shrink sold/sell spent/spend spoke/speak spoken/speak stood/stand struck/strike taught/teach told/tell took/take taken/take thought/think
	went/go gone/go won/win wrote/write written/write got/get gotten/get lent/lend laid/lay sank/sink sunk/sink sought/seek children/child people/person
	women/woman men/man lives/life wives/wife halves/half knives/knife`,
	"de": `stieg/steigen gestiegen/steigen sank/sinken gesunken/sinken fiel/fallen gefallen/fallen begann/beginnen begonnen/beginnen gewann/gewinnen
	gewonnen/gewinnen verlor/verlieren verloren/verlieren ubernahm/ubernehmen ubernommen/ubernehmen gab/geben gegeben/geben kam/kommen gekommen/kommen
	ging/gehen gegangen/gehen schrieb/schreiben geschrieben/schreiben nahm/nehmen genommen/nehmen fand/finden gefunden/finden starb/sterben gestorben/sterben
	starben/sterben bekam/bekommen erhielt/erhalten wuchs/wachsen gewachsen/wachsen schloss/schliessen geschlossen/schliessen blieb/bleiben
	liess/lassen trug/tragen getragen/tragen sprach/sprechen gesprochen/sprechen besass/besitzen abgestiegen/absteigen stiegen/steigen sanken/sinken`,
	"es": `fue/ser dijo/decir dicho/decir hizo/hacer hecho/hacer viene/venir vino/venir tuvo/tener tiene/tener pudo/poder puso/poner vio/ver escrito/escribir
	abierto/abrir muerto/morir murio/morir construyo/construir`,
}
