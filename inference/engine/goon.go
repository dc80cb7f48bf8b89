package engine

// A chat's next question comes with all that was written before, and an answer's tokens
// were computed one by one, which gives other bits than those of a prompt. Where the next
// answer is to come out the same again, they must be read: see ahead.go. Where it need
// not, it goes on from what is there, as llama.cpp's server does.

// goOnWorth is how many tokens more than what can be used again to the bit a seat must
// have for that.
const goOnWorth = 16

// mayGoOn says that an answer may go on from what was written, and be gone on from: one in
// a chat of another program. The window's own answers are to come out the same by their
// recipe even where nobody chose a seed, and seldom begin with what was written.
func (a *answer) mayGoOn() bool { return a.query.ExpectFollowUp && !a.repeatable() }

// written is how many tokens at the beginning of an answer's prompt a seat holds, those
// of an answer among them; 0 where that is not to be gone on from.
func (a *answer) written(s *seat) int {
	kept := s.Kept()
	if !a.mayGoOn() || s.adapters != a.adapters.key || len(kept) <= s.reusable {
		return 0
	}
	n, most := 0, min(len(kept), len(a.tokens)-1) // one must be computed, for what comes after it
	for n < most && kept[n] == a.tokens[n] {
		n++
	}
	if n <= s.reusable || n < len(kept) && !a.CanGoBack() {
		return 0
	}
	return n
}

// goOn has an answer go on from what was written in its seat, where that is more than
// what can be used again to the bit, and tells whether it does.
func (a *answer) goOn() bool {
	n := a.written(a.seat)
	if n < a.there()+goOnWorth {
		return false
	}
	a.at, a.goesOn = a.seat.Keep(n), true
	return true
}
