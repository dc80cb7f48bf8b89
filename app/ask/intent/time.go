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
