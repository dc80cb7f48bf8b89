package align

import (
	"maps"
	"strings"

	"carrel/app/ask/prose"
	tongue "carrel/knowledge/language"
)

// formsOf maps irregular forms to their words: those that a search knows, and rarer ones, which
// would only blur what it finds.
func formsOf(lang prose.Language) map[string]string {
	out := maps.Clone(tongue.Irregular(tongue.Tag(lang)))
	for pair := range strings.FieldsSeq(rareForms[lang]) {
		form, base, _ := strings.Cut(pair, "/")
		out[form] = base
	}
	return out
}

var rareForms = map[prose.Language]string{
	prose.English: `ate/eat eaten/eat beaten/beat bent/bend bitten/bite bled/bleed blew/blow blown/blow bore/bear borne/bear bred/breed burnt/burn clung/cling crept/creep
	drank/drink dug/dig fed/feed fled/flee forgot/forget forgotten/forget forgave/forgive forgiven/forgive froze/freeze frozen/freeze hid/hide hidden/hide
	hung/hang knelt/kneel learnt/learn leapt/leap lit/light mistook/mistake mistaken/mistake overcame/overcome overthrew/overthrow overthrown/overthrow
	oversaw/oversee overseen/oversee rang/ring rode/ride ridden/ride sang/sing sung/sing shook/shake shaken/shake shone/shine slept/sleep slid/slide
	sprang/spring sprung/spring stole/steal stolen/steal stuck/stick swam/swim swept/sweep swore/swear sworn/swear swung/swing threw/throw thrown/throw
	tore/tear torn/tear understood/understand undertook/undertake undertaken/undertake underwent/undergo undergone/undergo wept/weep woke/wake
	withdrew/withdraw withdrawn/withdraw withstood/withstand wore/wear worn/wear wove/weave woven/weave`,
	prose.German: `bat/bitten gebeten/bitten bestand/bestehen bestanden/bestehen betraf/betreffen betroffen/betreffen betrieb/betreiben betrieben/betreiben bezog/beziehen
	bezogen/beziehen bot/bieten geboten/bieten brach/brechen gebrochen/brechen brachte/bringen gebracht/bringen dachte/denken gedacht/denken
	empfing/empfangen entschied/entscheiden entschieden/entscheiden entstand/entstehen entstanden/entstehen erfand/erfinden erfunden/erfinden
	erschien/erscheinen erschienen/erscheinen floss/fliessen geflossen/fliessen flog/fliegen geflogen/fliegen fuhr/fahren gefahren/fahren
	geschah/geschehen half/helfen geholfen/helfen hielt/halten gehalten/halten hob/heben gehoben/heben lag/liegen gelegen/liegen las/lesen gelesen/lesen
	lief/laufen gelaufen/laufen nannte/nennen genannt/nennen rief/rufen gerufen/rufen sah/sehen gesehen/sehen schlug/schlagen geschlagen/schlagen
	sass/sitzen gesessen/sitzen stand/stehen gestanden/stehen traf/treffen getroffen/treffen trat/treten getreten/treten verband/verbinden
	verbunden/verbinden verbot/verbieten verboten/verbieten verliess/verlassen verschwand/verschwinden verschwunden/verschwinden vertrat/vertreten
	trug/tragen getragen/tragen starb/sterben gestorben/sterben verlor/verlieren verloren/verlieren gewann/gewinnen gewonnen/gewinnen schrieb/schreiben
	geschrieben/schreiben blieb/bleiben geblieben/bleiben fand/finden gefunden/finden nahm/nehmen genommen/nehmen sprach/sprechen gesprochen/sprechen
	wuchs/wachsen gewachsen/wachsen stieg/steigen gestiegen/steigen sank/sinken gesunken/sinken schloss/schliessen geschlossen/schliessen
	begann/beginnen begonnen/beginnen schuf/schaffen geschaffen/schaffen trug/tragen lud/laden geladen/laden grub/graben gegraben/graben
	riss/reissen gerissen/reissen griff/greifen gegriffen/greifen litt/leiden gelitten/leiden schnitt/schneiden geschnitten/schneiden
	stritt/streiten gestritten/streiten wies/weisen gewiesen/weisen trieb/treiben getrieben/treiben schied/scheiden geschieden/scheiden
	unterlag/unterliegen unterlagen/unterliegen beschloss/beschliessen beschlossen/beschliessen erhob/erheben erhoben/erheben
	verschob/verschieben verschoben/verschieben vergass/vergessen half/helfen galt/gelten gegolten/gelten barg/bergen geborgen/bergen
	sprang/springen gesprungen/springen sang/singen gesungen/singen zwang/zwingen gezwungen/zwingen drang/dringen gedrungen/dringen gelang/gelingen
	gelungen/gelingen schwand/schwinden band/binden gebunden/binden trank/trinken getrunken/trinken bestritt/bestreiten bestritten/bestreiten
	ernannt/ernennen ernannte/ernennen bekannt/bekennen verbrannt/verbrennen brannte/brennen gebrannt/brennen kannte/kennen rannte/rennen
	wusste/wissen gewusst/wissen schwor/schworen hob/heben sandte/senden gesandt/senden wandte/wenden gewandt/wenden
	warf/werfen geworfen/werfen zog/ziehen gezogen/ziehen`,
}
