package ask

import (
	"fmt"
	"strings"
	"time"

	"carrel/app/ask/prose"
)

// What Carrel says of its own around the quotations is said in the question's language, where
// that is certain and it was put into words here; else in English, the window's.

// in gives the language that the question is in; English where neither it, nor what it found in
// the same language, makes that certain.
func (r *run) in() prose.Language {
	var found []prose.Language
	if r.material != nil {
		found = r.material.Languages()
	}
	if lang, sure := prose.DetectAmong(r.turn.Question, found); sure {
		return lang
	}
	return prose.English
}

// say is fmt.Sprintf with a format that is put into the question's language. Formats are
// known by what they are in English, and take their values in the same order.
func (r *run) say(english string, values ...any) string {
	format := english
	lang := r.in()
	if there := tongues[english][lang]; there != "" {
		format = there
	} else if there := inGerman[english]; there != "" && lang == prose.German {
		format = there
	}
	if len(values) == 0 {
		return format
	}
	return fmt.Sprintf(format, values...)
}

// day writes a day as the question's language does: "22 May 2025", "22. Mai 2025".
func (r *run) day(t time.Time) string {
	names, ok := monthNames[r.in()]
	if !ok {
		return t.Format("2 January 2006")
	}
	return fmt.Sprintf(names.layout, t.Day(), names.months[t.Month()-1], t.Year())
}

type monthsOf struct {
	layout string // of day, month and year
	months [12]string
}

var monthNames = map[prose.Language]monthsOf{
	prose.German:  {"%d. %s %d", [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"}},
	prose.French:  {"%d %s %d", [12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}},
	prose.Spanish: {"%d de %s de %d", [12]string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"}},
	prose.Italian: {"%d %s %d", [12]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}},
}

// ownName is what a language is called: in itself where Carrel's words are known in it.
func ownName(l prose.Language) string {
	switch l {
	case prose.German:
		return "Deutsch"
	case prose.French:
		return "français"
	case prose.Spanish:
		return "español"
	case prose.Italian:
		return "italiano"
	}
	return languageNames[l]
}

// inTongues is a text in other languages than English.
type inTongues = map[prose.Language]string

// of puts a text into the languages that Carrel's own words are known in.
func of(german, french, spanish, italian string) inTongues {
	return inTongues{prose.German: german, prose.French: french, prose.Spanish: spanish, prose.Italian: italian}
}

// tongues are the texts by what they are in English.
var tongues = map[string]inTongues{
	saysDocuments: of("In Ihren Dokumenten steht:", "Vos documents disent :", "Sus documentos dicen:", "I suoi documenti dicono:"),
	saysClosest: of("Vielleicht beantworten Ihre Dokumente das nicht. Am nächsten kommt:", "Vos documents n’y répondent peut-être pas. Le plus proche :",
		"Quizá sus documentos no respondan a esto. Lo más cercano:", "Forse i suoi documenti non rispondono. Il più vicino:"),
	saysNothing: of("Dazu habe ich in Ihren Dokumenten nichts gefunden.", "Je n’ai rien trouvé à ce sujet dans vos documents.",
		"No he encontrado nada sobre esto en sus documentos.", "Non ho trovato nulla su questo nei suoi documenti."),
	saysNothingChosen: of("Dazu habe ich in den ausgewählten Dokumenten nichts gefunden.", "Je n’ai rien trouvé à ce sujet dans les documents choisis.",
		"No he encontrado nada sobre esto en los documentos elegidos.", "Non ho trovato nulla su questo nei documenti scelti."),
	saysComeClosest: of("Diese Stellen kommen am nächsten.", "Ces passages s’en approchent le plus.", "Estos pasajes son los más cercanos.", "Questi passi sono i più vicini."),
	saysNoAnswer: of("Das Modell gab keine Antwort. Dieser Satz passt am besten:", "Le modèle n’a pas répondu. Cette phrase convient le mieux :",
		"El modelo no respondió. Esta es la frase más adecuada:", "Il modello non ha risposto. Questa è la frase più adatta:"),
	saysOlder: of("In einer älteren Fassung gleichen Namens steht:", "Une version plus ancienne du même nom dit :",
		"Una versión anterior del mismo nombre dice:", "Una versione precedente dello stesso nome dice:"),
	saysEach: of("Was Ihre Dokumente dazu sagen, jedes von seiner Stelle:", "Ce que vos documents en disent, chacun à sa place :",
		"Lo que dicen sus documentos sobre esto, cada uno en su lugar:", "Che cosa ne dicono i suoi documenti, ciascuno dal suo punto:"),
	saysSides:    of("Nebeneinander, was Ihre Dokumente sagen:", "Côte à côte, ce que disent vos documents :", "Lado a lado, lo que dicen sus documentos:", "Fianco a fianco, che cosa dicono i suoi documenti:"),
	saysTogether: of("Zusammen", "Ensemble", "Juntos", "Insieme"),
	saysNoSide:   of("Dazu habe ich nichts gefunden.", "Je n’ai rien trouvé à ce sujet.", "No he encontrado nada sobre esto.", "Non ho trovato nulla su questo."),
	saysAbove: of("Was Ihre Dokumente dazu sagen, steht oben.", "Ce que vos documents en disent se trouve ci-dessus.",
		"Lo que dicen sus documentos está más arriba.", "Che cosa ne dicono i suoi documenti sta sopra."),
	saysNoneFor: of("Hierzu habe ich nichts gefunden: %s.", "Je n’ai rien trouvé sur ceci : %s.", "No he encontrado nada sobre esto: %s.", "Non ho trovato nulla su questo: %s."),
	" or ":      of(" oder ", " ou ", " o ", " o "),
	saysSame:    of("„%s“ und „%s“ haben dieselben Sätze.", "« %s » et « %s » ont les mêmes phrases.", "«%s» y «%s» tienen las mismas frases.", "«%s» e «%s» hanno le stesse frasi."),
	saysOtherwise: of("Was in „%s“ anders steht als in „%s“:", "Ce que « %s » dit autrement que « %s » :",
		"Lo que «%s» dice de otro modo que «%s»:", "Che cosa «%s» dice diversamente da «%s»:"),
	saysNew:     of("Neu:", "Nouveau :", "Nuevo:", "Nuovo:"),
	saysGone:    of("Nicht mehr da:", "Supprimé :", "Ya no está:", "Non c’è più:"),
	saysBefore:  of("Vorher:", "Avant :", "Antes:", "Prima:"),
	saysNow:     of("Jetzt:", "Maintenant :", "Ahora:", "Ora:"),
	saysMore:    of("Weitere Änderungen, die nicht gezeigt werden: %s.", "Autres changements non affichés : %s.", "Otros cambios que no se muestran: %s.", "Altre modifiche non mostrate: %s."),
	saysMinutes: of("Im Protokoll vom %s steht:", "Le compte rendu du %s dit :", "El acta del %s dice:", "Il verbale del %s dice:"),
	saysNoMinutes: of("Ihre Dokumente haben die Protokolle von %s Sitzungen, aber ich fand keines von %s.", "Vos documents ont les comptes rendus de %s réunions, mais je n’en ai trouvé aucun de %s.",
		"Sus documentos tienen las actas de %s reuniones, pero no he encontrado ninguna de %s.", "I suoi documenti hanno i verbali di %s riunioni, ma non ne ho trovato nessuno di %s."),
	saysMention: of("Diese Dokumente erwähnen es:", "Ces documents en parlent :", "Estos documentos lo mencionan:", "Questi documenti ne parlano:"),
	saysQuoted: of("„%s“ in den aussagekräftigsten Sätzen, zitiert in ihrer Reihenfolge:", "« %s » en ses phrases les plus parlantes, citées dans leur ordre :",
		"«%s» en sus frases más significativas, citadas en su orden:", "«%s» nelle sue frasi più significative, citate nel loro ordine:"),
	saysParts: of("„%s“ Teil für Teil, in Sätzen, die am Dokument geprüft wurden:", "« %s » partie par partie, en phrases vérifiées dans le document :",
		"«%s» parte por parte, en frases comprobadas con el documento:", "«%s» parte per parte, in frasi verificate sul documento:"),
	saysOnlyIn:    of("Carrel hat nur hier gesucht: %s.", "Carrel n’a cherché qu’ici : %s.", "Carrel solo buscó aquí: %s.", "Carrel ha cercato solo qui: %s."),
	saysMinutesOf: of("Protokoll vom %s", "compte rendu du %s", "acta del %s", "verbale del %s"),
	saysLeans: of("Diese Frage knüpft an die vorige an, deshalb hat Carrel nach „%s“ gesucht.", "Cette question s’appuie sur la précédente : Carrel a donc cherché « %s ».",
		"Esta pregunta se apoya en la anterior, por eso Carrel buscó «%s».", "Questa domanda si appoggia alla precedente, perciò Carrel ha cercato «%s»."),
	saysUnmeant: of("Carrel konnte gerade nicht nach der Bedeutung suchen, nur nach den Wörtern: vielleicht ist dieser Computer zu beschäftigt. Fragen Sie noch einmal.",
		"Carrel n’a pas pu chercher par le sens à l’instant, seulement par les mots : cet ordinateur est peut-être trop occupé. Posez la question de nouveau.",
		"Carrel no ha podido buscar por el significado ahora mismo, solo por las palabras: quizá este ordenador está demasiado ocupado. Pregunte otra vez.",
		"Carrel non ha potuto cercare per significato in questo momento, solo per parole: forse questo computer è troppo occupato. Chieda di nuovo."),
	saysForeign: of("Ihre Frage ist auf %s, was gefunden wurde nicht. Das Modell, das nach der Bedeutung sucht, kennt die Sprache der Dokumente wohl nicht: Fragen Sie in dieser Sprache, oder wählen Sie unter Settings, Finding ein Modell für viele Sprachen.",
		"Votre question est en %s, et ce qui a été trouvé ne l’est pas. Le modèle qui cherche par le sens ne semble pas connaître la langue des documents : demandez dans celle-ci, ou choisissez un modèle pour de nombreuses langues dans Settings, Finding.",
		"Su pregunta está en %s y lo que se encontró no. El modelo que busca por el significado no parece conocer el idioma de los documentos: pregunte en ese idioma, o elija un modelo para muchos idiomas en Settings, Finding.",
		"La sua domanda è in %s e ciò che è stato trovato no. Il modello che cerca per significato non sembra conoscere la lingua dei documenti: chieda in quella lingua, o scelga un modello per molte lingue in Settings, Finding."),
	saysUnspoken: of("Ihre Frage ist auf %[1]s, was gefunden wurde nicht. Das Modell, das nach der Bedeutung sucht, kennt %[1]s wohl nicht: Fragen Sie in der Sprache der Dokumente, oder wählen Sie unter Settings, Finding ein Modell für viele Sprachen.",
		"Votre question est en %[1]s, et ce qui a été trouvé ne l’est pas. Le modèle qui cherche par le sens ne semble pas connaître le %[1]s : demandez dans la langue des documents, ou choisissez un modèle pour de nombreuses langues dans Settings, Finding.",
		"Su pregunta está en %[1]s y lo que se encontró no. El modelo que busca por el significado no parece conocer el %[1]s: pregunte en el idioma de los documentos, o elija un modelo para muchos idiomas en Settings, Finding.",
		"La sua domanda è in %[1]s e ciò che è stato trovato no. Il modello che cerca per significato non sembra conoscere l’%[1]s: chieda nella lingua dei documenti, o scelga un modello per molte lingue in Settings, Finding."),
	saysNoPart: of("%s habe ich in „%s“ nicht gefunden, deshalb hat Carrel nach diesen Wörtern gesucht.", "Je n’ai pas trouvé %s dans « %s » : Carrel a donc cherché ces mots.",
		"No he encontrado %s en «%s», por eso Carrel buscó estas palabras.", "Non ho trovato %s in «%s», perciò Carrel ha cercato queste parole."),
	saysWhose: of("In Ihren Dokumenten steht, jedes mit dem, von dem es ist:", "Vos documents disent ceci, chacun avec son auteur :",
		"Sus documentos dicen esto, cada uno con su autor:", "I suoi documenti dicono questo, ciascuno con il suo autore:"),
	saysTo:       of("%s an %s", "%s à %s", "%s a %s", "%s a %s"),
	saysSpokenIn: of("%s in „%s“", "%s dans « %s »", "%s en «%s»", "%s in «%s»"),
	saysAnswers:  of("%s, gefragt „%s“", "%s, à la question « %s »", "%s, a la pregunta «%s»", "%s, alla domanda «%s»"),
	saysInMailOf: of("%s, in einer Mail von %s", "%s, dans un courriel de %s", "%s, en un correo de %s", "%s, in una mail di %s"),
	saysQuoting:  of("%s, dort zitiert: %s", "%s, citant %s", "%s, citando a %s", "%s, citando %s"),
	saysEarliest: of("Nach ihrem Datum erwähnen es zuerst:", "D’après leurs dates, les premiers à en parler sont :", "Por sus fechas, los primeros que lo mencionan son:", "Secondo le date, i primi a parlarne sono:"),
	saysOneMail:  of("Eine Mail erwähnt es:", "Un courriel en parle :", "Un correo lo menciona:", "Una mail ne parla:"),
	saysMails:    of("%s Mails erwähnen es:", "%s courriels en parlent :", "%s correos lo mencionan:", "%s mail ne parlano:"),
	saysNoMail: of("Ich fand Mails von %s in Ihren Dokumenten, aber keine an %s.", "J’ai trouvé des courriels de %s dans vos documents, mais aucun à %s.",
		"He encontrado correos de %s en sus documentos, pero ninguno a %s.", "Ho trovato mail di %s nei suoi documenti, ma nessuna a %s."),
	saysNoMailThen: of("Ich fand Mails von %s in Ihren Dokumenten, aber keine von diesem Tag an %s.", "J’ai trouvé des courriels de %s dans vos documents, mais aucun de ce jour à %s.",
		"He encontrado correos de %s en sus documentos, pero ninguno de ese día a %s.", "Ho trovato mail di %s nei suoi documenti, ma nessuna di quel giorno a %s."),
	saysNoReply: of("Ich fand Mails von %s in Ihren Dokumenten, aber keine, die eine von diesem Tag von %s beantwortet.", "J’ai trouvé des courriels de %s dans vos documents, mais aucun qui réponde à un de ce jour de %s.",
		"He encontrado correos de %s en sus documentos, pero ninguno que responda a uno de ese día de %s.", "Ho trovato mail di %s nei suoi documenti, ma nessuna che risponda a una di quel giorno di %s."),
	saysValues: of("Ihre Dokumente nennen hier verschiedene Werte. Ob alle dasselbe meinen, beurteilen Sie:", "Vos documents donnent ici des valeurs différentes. À vous de juger si toutes parlent de la même chose :",
		"Sus documentos dan aquí valores distintos. Juzgue usted si todos hablan de lo mismo:", "I suoi documenti danno qui valori diversi. Giudichi lei se tutti parlano della stessa cosa:"),
	saysOneValue:  of("Ich fand in Ihren Dokumenten nur einen Wert:", "Je n’ai trouvé qu’une valeur dans vos documents :", "Solo he encontrado un valor en sus documentos:", "Ho trovato un solo valore nei suoi documenti:"),
	saysCorrected: of("Ein Wert wurde berichtigt. In Ihren Dokumenten steht:", "Une valeur a été corrigée. Vos documents disent :", "Se corrigió un valor. Sus documentos dicen:", "Un valore è stato corretto. I suoi documenti dicono:"),
}

// inGerman are texts that are put into German alone.
var inGerman = map[string]string{
	" with “%s”": " mit „%s“", " and": " und", " whose “%s” is": ", bei denen „%s“ so ist:", "row": "Zeile", "rows": "Zeilen", "highest": "höchste", "lowest": "niedrigste",
	"more than": "mehr als", "at least": "mindestens", "less than": "weniger als", "at most": "höchstens",
	"Of %s of %s%s the %s “%s” is %s:":                            "Unter %[1]s aus %[2]s%[3]s ist der %[4]s Wert von „%[5]s“ %[6]s:",
	"The average “%s” of %s of %s%s is %s. These are the rows:":   "„%s“ ist im Durchschnitt von %s aus %s%s %s. Das sind die Zeilen:",
	"One row of %s%s counts, its “%s” is %s:":                     "Eine Zeile aus %s%s zählt, ihr „%s“ ist %s:",
	"Carrel added up “%s” of %s of %s%s: %s. These are the rows:": "Carrel hat „%s“ von %s aus %s%s addiert: %s. Das sind die Zeilen:",
	", of %s different “%s”":                                      ", mit %s verschiedenen „%s“",
	"Carrel counted %s of %s%s%s%s":                               "Carrel hat gezählt: %s aus %s%s%s%s",
	". These are the rows:":                                       ". Das sind die Zeilen:",
	"Further rows count, and stand in the table only: %s.":        "Weitere Zeilen zählen und stehen nur in der Tabelle: %s.",
}

// point writes a number, as English has it, with the marks of German where the
// text around it is put into that.
func (r *run) point(number string) string {
	if r.in() == prose.German {
		return strings.NewReplacer(".", ",", ",", ".").Replace(number)
	}
	return number
}

// The texts in English.
const (
	saysWhose         = "Your documents have this, each with whose words it is:"
	saysTo            = "%s to %s"
	saysSpokenIn      = "%s in “%s”"
	saysAnswers       = "%s, asked “%s”"
	saysInMailOf      = "%s, in a mail of %s"
	saysQuoting       = "%s, quoting %s"
	saysEarliest      = "By their dates, the earliest that mention it are:"
	saysOneMail       = "One mail mentions it:"
	saysMails         = "%s mails mention it:"
	saysNoMail        = "I found mails of %s in your documents, but none to %s."
	saysNoMailThen    = "I found mails of %s in your documents, but none of that day to %s."
	saysNoReply       = "I found mails of %s in your documents, but none that answers one of that day by %s."
	saysValues        = "Your documents give different values here. Whether all are of the same thing is yours to judge:"
	saysOneValue      = "I found one value only in your documents:"
	saysCorrected     = "A value was corrected. Your documents say:"
	saysDocuments     = "Your documents say:"
	saysClosest       = "Your documents may not answer this. What comes closest:"
	saysNothing       = "I found nothing about this in your documents."
	saysNothingChosen = "I found nothing about this in the chosen documents."
	saysComeClosest   = "These passages come closest."
	saysNoAnswer      = "The model gave no answer. This sentence fits best:"
	saysOlder         = "An older one of the same name says:"
	saysEach          = "What your documents say about this, each from its place:"
	saysSides         = "Side by side, what your documents say:"
	saysTogether      = "Together"
	saysNoSide        = "I found nothing about this."
	saysAbove         = "What your documents say of it stands above."
	saysNoneFor       = "I found nothing on this for %s."
	saysSame          = "“%s” and “%s” have the same sentences."
	saysOtherwise     = "What “%s” says otherwise than “%s”:"
	saysNew           = "New:"
	saysGone          = "No longer there:"
	saysBefore        = "Before:"
	saysNow           = "Now:"
	saysMore          = "Further changes that are not shown: %s."
	saysMinutes       = "The minutes of %s say:"
	saysNoMinutes     = "Your documents have the minutes of %s meetings, but I found none of %s."
	saysMention       = "These documents mention it:"
	saysQuoted        = "“%s” in its most telling sentences, quoted in their order:"
	saysParts         = "“%s” part by part, in sentences that were checked against it:"
	saysOnlyIn        = "Carrel looked in %s only."
	saysMinutesOf     = "the minutes of %s"
	saysLeans         = "This question leans on the one before, so Carrel searched for “%s”."
	saysUnmeant       = "Carrel could not search by meaning just now, only by words: this computer may be too busy. Ask again."
	saysForeign       = "Your question is in %s, and what was found is not. The model that searches by meaning does not seem to know the documents' language: ask in that language, or choose a model for many languages in Settings, Finding."
	saysUnspoken      = "Your question is in %[1]s, and what was found is not. The model that searches by meaning does not seem to know %[1]s: ask in the documents' language, or choose a model for many languages in Settings, Finding."
	saysNoPart        = "I found no %s in “%s”, so Carrel searched for these words."
)
