package prose

import "strings"

// stopWords are the words that carry no content, by language: articles,
// pronouns, prepositions, auxiliaries, conjunctions, and question words. They
// are folded (lower case, no accents).
var stopWords = map[Language]map[string]bool{
	English: Set(`a an the this that these those it its itself he him his she her hers they them their theirs we us our ours
		you your yours i me my mine who whom whose which what when where why how
		is are was were be been being am do does did done doing has have had having will would shall should can could
		of in on at by for from to with into onto upon about as than then so such also there here and or but if while
		because s t re ve ll d m s' it's that's there's he's she's what's who's let's
		within through during via per very just itself themselves himself herself whether each other
		'`),
	German: Set(`der die das den dem des ein eine einen einem einer eines und oder aber ist sind war waren wird wurde wurden werden
		worden sein seine seinen seinem seiner ihr ihre ihren ihrem ihrer es er sie wir ich du man sich zu zum zur im in an am auf aus
		bei mit nach von vom vor uber fur durch als wie was wer wo wann warum welche welcher welches welchen welchem
		dass dies diese dieser dieses diesem diesen auch noch so da dort hat haben hatte hatten kann konnen konnte wieviel wieviele`),
	French: Set(`le la les l un une des du de d et ou mais est sont etait etaient sera etre ete a ont avait avaient avoir
		il elle ils elles on nous vous je tu se s ce cet cette ces c son sa ses leur leurs que qu qui quoi quel quelle quels quelles
		ou quand comment pourquoi dans en sur sous par pour avec au aux y comme aussi combien`),
	Spanish: Set(`el la los las un una unos unas de del y o u pero es son era eran fue fueron ser sido esta estan estaba ha han habia
		se su sus lo le les que quien quienes cual cuales cuando donde como por para con en a al este esta estos estas ese esa
		eso esto tambien cuanto cuanta cuantos cuantas`),
	Italian: Set(`il lo la i gli le un uno una di del della dei delle dello degli e o ma e' sono era erano fu essere stato ha hanno
		aveva si su suo sua suoi sue che chi cui quale quali quando dove come perche per con in nel nella nei nelle a al alla
		ai alle da dal dalla questo questa questi queste anche quanto quanta quanti quante`),
	Portuguese: Set(`o a os as um uma uns umas de do da dos das e ou mas sao era eram foi foram ser sido esta estao tem tinha
		se seu sua seus suas que quem qual quais quando onde como por para com em no na nos nas ao aos pelo pela este esta
		isso isto tambem quanto quanta quantos quantas`),
	Russian: Set(`и в во на с со к ко от по из за о об у для до при через под над что кто где когда как какои какая какое какие
		это этот эта эти тот та те он она оно они его ее их ему ем мы вы я был была было были быть есть а но или же бы ли
		также сколько которыи которая которое которые`),
}

// Set is the set of the words of a text that has white space between them.
func Set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// Articles say that a thing is one of many, folded.
var Articles = Set(`a an ein eine einem einer einen un une une una uno um uma`)

// Determiners say that a thing is one that is known, folded.
var Determiners = Set(`the this that these those his her its their our my der die das den dem des dieser diese el la los las lo su sus le les il lo gli i os as`)
