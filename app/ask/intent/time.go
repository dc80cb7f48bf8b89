package intent

import (
	"strconv"
	"time"

	"carrel/app/ask/prose"
)

// thenWords name a time that is not now, or ask for what was before.
var thenWords = prose.Set(`old older oldest previous previously former formerly earlier earliest past last first originally before until used ago then initial
	alt alte alter alten altes alteren fruher fruhere fruheren fruheres vorher vorige vorigen bisher bisherige letzten letztes letzte ersten
	ancien ancienne anciens precedent precedente avant dernier derniere premiere
	anterior anteriores antiguo antigua antes pasado pasada primer primera ultimo ultima
	changed change changes difference geandert unterschied change diferencia cambiado`)

// NamesTime says whether a question says when: then the versions of that time are asked for.
func NamesTime(question string) bool {
	if whichMeeting.MatchString(Plain(question)) {
		return true
	}
	for _, w := range prose.Words(question, prose.Detect(question)) {
		if prose.MonthOf(w) > 0 || thenWords[w.Fold] {
			return true
		}
		if year, err := strconv.Atoi(w.Fold); err == nil && year > 1900 && year < time.Now().Year()+50 {
			return true
		}
	}
	return false
}

// AsksNow says whether a question asks, in so many words, for what holds now, or for the last of
// several: "the latest reading", "her last reading", but not what was last year.
func AsksNow(question string) bool {
	words := prose.Words(question, prose.Detect(question))
	for i, w := range words {
		if prose.AtPresent[w.Fold] || prose.Latest[w.Fold] || lastOf[w.Fold] && i+1 < len(words) && !stretches[words[i+1].Fold] && prose.MonthOf(words[i+1]) == 0 {
			return true
		}
	}
	return false
}

// Past says whether a question is about what was ("did", "was"), or asks of what when or why it
// is so.
func Past(question string) bool {
	for _, w := range prose.Words(question, prose.Detect(question)) {
		if pastWords[w.Fold] {
			return true
		}
	}
	return false
}

var (
	lastOf    = prose.Set(`last letzter letzte letztes letzten dernier derniere ultimo ultima`)
	stretches = prose.Set(`year month week night summer winter spring autumn time day jahr jahre jahres monat woche nacht sommer winter fruhjahr herbst mal annee mois semaine ano mes semana anno mese settimana`)
	pastWords = prose.Set(`was were did had when why war waren wurde wurden hatte hatten wann warum weshalb wieso etait etaient quand pourquoi era fue cuando quando`)
)
