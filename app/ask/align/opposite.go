package align

import "strings"

// opposed returns a word of st that span has the opposite of in its place: "vor"
// for "nach", "less" for "more". Words of which one is a stop word, or that both
// texts have elsewhere too, are found by their number only.
func (st Statement) opposed(span []Statement) string {
	here, there := map[string]int{}, map[string]int{}
	count := func(st Statement, into map[string]int) {
		for _, w := range st.words {
			if opposites[w.Fold] != nil && !st.inNumber(w) {
				into[w.Fold]++
			}
		}
	}
	count(st, here)
	if len(here) == 0 {
		return ""
	}
	for _, s := range span {
		count(s, there)
	}
	for _, w := range st.words {
		if here[w.Fold] <= there[w.Fold] {
			continue
		}
		for _, o := range opposites[w.Fold] {
			if there[o] > here[o] {
				return w.Text
			}
		}
	}
	return ""
}

// opposites maps a word to those that say the opposite.
var opposites = func() map[string][]string {
	out := map[string][]string{}
	for _, pair := range strings.Fields(`before/after more/less more/fewer most/least above/below over/under up/down with/without for/against first/last
		north/south east/west northern/southern eastern/western left/right early/late earlier/later high/low higher/lower large/small larger/smaller
		rise/fall rose/fell rises/falls rising/falling risen/fallen increase/decrease increased/decreased increases/decreases increasing/decreasing
		gain/loss won/lost win/lose buy/sell bought/sold began/ended begin/end open/closed inside/outside always/never all/none all/some many/few
		both/neither either/neither maximum/minimum most/few best/worst better/worse largest/smallest greatest/smallest greatest/least biggest/smallest highest/lowest strongest/weakest latest/earliest longest/shortest longer/shorter older/younger oldest/youngest
		vor/nach mehr/weniger uber/unter mit/ohne fur/gegen stieg/sank steigt/sinkt hoher/niedriger grosser/kleiner alle/einige viele/wenige immer/nie
		mindestens/hochstens erste/letzte ersten/letzten norden/suden osten/westen lange/kurze alter/junger
		antes/despues mas/menos con/sin mayor/menor norte/sur este/oeste aumento/disminuyo subio/bajo todos/algunos muchos/pocos siempre/nunca primero/ultimo
		avant/apres plus/moins avec/sans hausse/baisse nord/sud prima/dopo piu/meno senza/con antes/depois mais/menos до/после больше/меньше`) {
		a, b, _ := strings.Cut(pair, "/")
		out[a] = append(out[a], b)
		out[b] = append(out[b], a)
	}
	return out
}()
