package engine

import (
	"hash/maphash"
	"slices"
	"time"
	"unsafe"

	"carrel/inference"
)

// An answer that quotes its sources writes what stands in the prompt already. So
// what followed there is computed together with the token that was drawn, as a
// draft: speculative decoding (Leviathan et al. 2023) with drafts that are looked up
// in the prompt and the answer instead of being written by a second model (Saxena
// 2023, "Prompt Lookup Decoding"). Each token is drawn as ever, from the
// distribution after those before it; the draft ends where another one is drawn.
//
// Whether that saves time depends on the machine and the model: a batch of some
// tokens costs hardly more than one where the weights are waited for, and as much as
// all of them where the multiplying takes the time. Both are measured, as is how
// often drafts are right, which is known without computing any. On the processor no
// model that was tried gained by it (docs/decisions.md), so there only who asks for
// drafts has them.

const (
	// draftMost is how many tokens a draft has at most.
	draftMost = 8
	// draftMatch is how many tokens must stand in two places for the second one to be
	// gone on with like the first.
	draftMatch = 3
	// draftWorth is how much faster drafts must be expected to be.
	draftWorth = 1.05
	// draftTry is the length of a draft that only measures what drafts cost, and
	// draftSure how often they must be right for that.
	draftTry  = 4
	draftSure = 0.5
	// What did not pay is measured again after this time, and then ever more rarely.
	draftGapLeast = 10 * time.Second
	draftGapMost  = 10 * time.Minute
)

// drafter knows what drafts are worth with a model.
type drafter struct {
	hit  float64 // how often a token of a draft is the one that is drawn
	one  float64 // seconds for a token alone; 0: not measured
	more float64 // seconds more for each token computed together with it
	// tried is when more was measured last; zero: never.
	tried time.Time
	gap   time.Duration
	now   func() time.Time

	// exact says for each number of tokens whether they come out to the bit as if
	// each were computed alone. Only then may a request that can be repeated have
	// drafts.
	exact [draftMost + 2]exactness
}

type exactness int8

const (
	notKnown exactness = iota
	sameBits
	otherBits
)

func newDrafter() drafter { return drafter{hit: 0.4, gap: draftGapLeast, now: time.Now} }

// length is how many tokens of a draft of at most most are worth computing.
func (d *drafter) length(most int) int {
	if d.one == 0 || most == 0 {
		return 0
	}
	if d.hit >= draftSure && most >= draftTry && (d.tried.IsZero() || d.now().Sub(d.tried) > d.gap) {
		return draftTry
	}
	if d.tried.IsZero() {
		return 0
	}
	best, length := draftWorth, 0
	expected, chance := 1.0, 1.0
	for n := 1; n <= most; n++ {
		chance *= d.hit
		expected += chance
		if gain := expected * d.one / (d.one + float64(n)*d.more); gain > best {
			best, length = gain, n
		}
	}
	return length
}

// took notes how long so many tokens took together.
func (d *drafter) took(tokens int, t time.Duration) {
	if tokens == 1 {
		d.one = smooth(d.one, t.Seconds(), 8)
		return
	}
	before := d.more
	if d.tried.IsZero() {
		before = 0
	}
	d.more = smooth(before, max(0, t.Seconds()-d.one)/float64(tokens-1), 4)
	d.tried = d.now()
	if d.more*draftWorth < d.one/2 {
		d.gap = draftGapLeast
	} else {
		d.gap = min(2*d.gap, draftGapMost)
	}
}

// saw notes whether a token of a draft was right.
func (d *drafter) saw(right bool) {
	value := 0.0
	if right {
		value = 1
	}
	d.hit += (value - d.hit) / 16
}

// smooth is a mean of a value with those before it that forgets the older ones; 0
// is none before.
func smooth(before, value, weight float64) float64 {
	if before == 0 {
		return value
	}
	return before + (value-before)/weight
}

// lookUp returns what followed the last place where a text's end stood before, at
// most so many tokens: of several places the one with the most tokens in common, of
// equal ones the last. The text is kept and next; the result may be a part of kept.
func lookUp(kept []int32, next int32, most int) []int32 {
	const longest = 16
	best, from := draftMatch-1, -1
	for i := len(kept) - 1; i >= 0 && best < longest; i-- {
		if kept[i] != next {
			continue
		}
		same := 1
		for same < longest && same <= i && kept[i-same] == kept[len(kept)-same] {
			same++
		}
		if same > best && i+1 < len(kept) {
			best, from = same, i+1
		}
	}
	if from < 0 {
		return nil
	}
	return kept[from:min(from+most, len(kept))]
}

// propose returns the draft to be computed with an answer's next token, which may be
// empty.
func (a *answer) propose() []int32 {
	if a.query.Drafts == inference.DraftsNever || a.query.Drafts == "" && !a.offloaded || a.limit == 0 || !a.CanGoBack() {
		return nil
	}
	if len(a.pending) == 0 {
		a.pending = slices.Clone(lookUp(a.seat.Kept(), a.next, draftMost))
	}
	most := max(0, min(len(a.pending), a.limit-len(a.seat.Kept())-2))
	if a.repeatable() && !a.mayBeExact(most) {
		return nil
	}
	n := a.drafts.length(most)
	if a.query.Drafts == inference.DraftsAlways {
		n = most
	}
	if a.repeatable() && n > 0 {
		switch a.drafts.exact[n+1] {
		case notKnown:
			if !a.probe(a.pending[:n]) {
				return nil
			}
		case otherBits:
			return nil
		}
	}
	return a.pending[:n]
}

// mayBeExact says that an answer's next token and a draft of so many can come out as
// they would one by one, if the kernels are such: on the processor, without
// adapters, and where a single token's attention is not split between threads.
func (a *answer) mayBeExact(draft int) bool {
	return a.using == "" && !a.offloaded &&
		(repeatableThreads(a.backend.MaxThreads()) == 1 || len(a.seat.Kept())+1+draft <= splitAttention)
}

// probe finds out whether the next token and a draft give the same distributions, to
// the bit, together and one by one, and leaves the sequence as it was. The kernels
// that are chosen depend on how many tokens there are, not on which.
func (a *answer) probe(draft []int32) bool {
	kept := len(a.seat.Kept())
	tokens := append([]int32{a.next}, draft...)
	seed := maphash.MakeSeed()
	sum := func() uint64 { return maphash.Bytes(seed, bytesOf(a.seat.Logits())) }
	defer a.seat.Keep(kept)

	if a.decode(a.ctx, a.drafting, tokens) != nil {
		return false
	}
	var together []uint64
	for i := range tokens {
		a.seat.At(i)
		together = append(together, sum())
	}
	a.seat.Keep(kept)
	result := sameBits
	for i, token := range tokens {
		if a.decode(a.ctx, a.single, []int32{token}) != nil {
			return false
		}
		if sum() != together[i] {
			result = otherBits
			break
		}
	}
	a.drafts.exact[len(tokens)] = result
	return result == sameBits
}

func bytesOf(values []float32) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(values))), len(values)*4)
}

// step computes the token that an answer drew last, with a draft of what may follow,
// and draws the next ones.
func (r *rounds) step(a *answer) {
	draft := a.propose()
	kept := len(a.seat.Kept())
	pace := a.single
	if len(draft) > 0 {
		pace = a.drafting
		pace.follow(a.single)
	}
	began := time.Now()
	err := a.decode(a.ctx, pace, append([]int32{a.next}, draft...))
	r.charge(time.Since(began), 0, a)
	if err != nil {
		r.end(a, err)
		return
	}
	a.drafts.took(1+len(draft), time.Since(began))
	a.result.DraftTokens += len(draft)
	for i := 0; ; i++ {
		a.seat.At(i)
		ended, err := a.draw()
		if ended {
			r.end(a, err)
			return
		}
		right := a.check()
		if i == len(draft) {
			return
		}
		if !right || a.ctx.Err() != nil {
			a.seat.Keep(kept + 1 + i)
			return
		}
		a.result.DraftedTokens++
	}
}

// check compares the token that was drawn with the one that was looked up, whether
// or not that was computed.
func (a *answer) check() (right bool) {
	if len(a.pending) == 0 {
		return false
	}
	right = a.pending[0] == a.next
	a.drafts.saw(right)
	if a.pending = a.pending[1:]; !right {
		a.pending = nil
	}
	return right
}
