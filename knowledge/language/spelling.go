package language

import (
	"strings"
	"sync"
)

// American gives for English words as they are spelled in Britain how they are spelled
// in America: "colour", "color". All are in lower case and without accents. Verbs in
// -ise and -yse are left to AmericanStem, and what a stemmer brings together ("travelled",
// "traveled") is left out. Of words that are two words of their own in one
// of the countries (tyre, draught, storey) none is there.
var American = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, group := range spelledAlike {
		for word := range strings.FieldsSeq(group.words) {
			at := strings.LastIndex(word, group.british)
			out[word] = word[:at] + group.american + word[at+len(group.british):]
		}
	}
	for pair := range strings.FieldsSeq(spelledApart) {
		british, american, _ := strings.Cut(pair, "/")
		out[british] = american
	}
	return out
})

// AmericanStems gives for the stems of American's British spellings those of the
// American ones, as stem makes them, where they are others.
func AmericanStems(stem func(word string) string) map[string]string {
	out := map[string]string{}
	for british, american := range American() {
		if b, a := stem(british), stem(american); b != a {
			out[b] = a
		}
	}
	return out
}

// AmericanStem turns the stem of an English verb in -ise or -yse into that of the same in
// -ize or -yze: "organiz" of "organis"; "" for any other. What always has an s
// ("advertis") gets a z too, which no other word has.
func AmericanStem(stem string) string {
	if len(stem) < 5 {
		return ""
	}
	if rest, ok := strings.CutSuffix(stem, "is"); ok {
		return rest + "iz"
	}
	if rest, ok := strings.CutSuffix(stem, "ys"); ok {
		return rest + "yz"
	}
	return ""
}

// spelledAlike are words in which the two spellings differ alike, at the last place
// where the letters stand; with those derived forms whose stem is another one.
var spelledAlike = []struct{ british, american, words string }{
	{"our", "or", `arbour ardour armour armoury behaviour behavioural candour clamour colour colourful demeanour discolour
		enamour endeavour favour favourable favourite favouritism fervour flavour harbour honour honourable humour
		labour labourer misbehaviour misdemeanour neighbour neighbourhood neighbourly odour parlour rancour rigour
		rumour saviour savour splendour tumour unfavourable valour vapour vigour`},
	{"tre", "ter", `centre centimetre epicentre goitre kilometre litre lustre metre millilitre millimetre mitre
		nitre sceptre spectre theatre titre`},
	{"bre", "ber", `calibre fibre sabre sombre`},
	{"ce", "se", `defence licence offence pretence`},
	{"ogue", "og", `analogue catalogue dialogue homologue monologue`},
	{"ll", "l", `counsellor dialled dialling fuelled fuelling woollen`},
	{"aem", "em", `anaemia anaemic bacteraemia glycaemia glycaemic haemodialysis haemodynamic haemoglobin haemolysis
		haemolytic haemophilia haemorrhage haemorrhagic haemorrhoid hypercalcaemia hyperglycaemia hyperkalaemia
		hyperlipidaemia hypernatraemia hypocalcaemia hypoglycaemia hypoglycaemic hypokalaemia hyponatraemia
		hypovolaemia hypovolaemic hypoxaemia ischaemia ischaemic leukaemia leukaemic septicaemia uraemia uraemic`},
	{"ae", "e", `anaesthesia anaesthetic anaesthetist caecum encyclopaedia faecal faeces gynaecological
		gynaecologist gynaecology haematologist haematology haematoma haematuria mediaeval orthopaedic
		paediatric paediatrician paedophile palaeontology`},
	{"oe", "e", `amoeba apnoea coeliac diarrhoea dyspnoea foetal foetus gonorrhoea homoeopathic homoeopathy
		manoeuvre oedema oesophageal oesophagus oestradiol oestrogen`},
	{"lph", "lf", `sulphate sulphide sulphite sulphonamide sulphur sulphuric`},
	{"eable", "able", `likeable rateable saleable sizeable`},
}

// spelledApart are the others.
const spelledApart = `adviser/advisor aeroplane/airplane aluminium/aluminum artefact/artifact cheque/check cosy/cozy
	enquire/inquire enquiry/inquiry grey/gray jewellery/jewelry judgement/judgment manoeuvre/maneuver
	moustache/mustache mould/mold mouldy/moldy plough/plow practise/practice programme/program pyjamas/pajamas
	sceptic/skeptic sceptical/skeptical scepticism/skepticism skilful/skillful yoghurt/yogurt`
