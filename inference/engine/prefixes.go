package engine

import (
	"slices"

	"carrel/inference/models"
)

// prefixBlock is the unit in which what was computed of a prompt is used again:
// its whole blocks, but for the last piece (see wholeBlocks), which is always
// computed, and by itself. From 64 tokens at once on llama.cpp computes attention in
// tiles (ggml's GGML_FA_TILE_Q), in which a token's bits do not depend on how many
// stand beside it; those of a shorter last piece depend on its length, which is the
// prompt's own. So a prompt gives the same bits whether or not its beginning was
// there already, and in pieces of whatever size.
const prefixBlock = 64

// lastLeast is how many tokens a prompt's last piece has at least, where there are as
// many. The bits of one alone would depend on the number of threads: see
// splitAttention.
const lastLeast = 2

// wholeBlocks is how many tokens of a prompt of n stand before its last piece, which
// has lastLeast tokens at least and fewer than a block more.
func wholeBlocks(n int) int { return max(0, n-lastLeast) / prefixBlock * prefixBlock }

// prefixWorth is from how many tokens on a prefix is worth copying: 256 tokens of
// the bundled model are read in 0.7 s, and copied in some milliseconds.
const prefixWorth = 256

// prefixes keeps what a model has computed of prompts that another one took the
// place of: the chat that is gone back to, the sources that are asked about
// again. They are copies in main memory, of the tokens that are there and no
// more; the ones not used the longest go first.
//
// The idea is that of llama.cpp's server (its prompt cache in RAM).
type prefixes struct {
	kept []*prefix    // the one used last comes last
	room func() int64 // bytes that all together may take
}

// prefix is the beginning of a prompt, with the state of a sequence after it.
type prefix struct {
	tokens   []int32
	adapters string // the key of those that it was computed with
	state    []byte
}

// prefixRoom is how much memory prefixes may take: an eighth of what is free, and
// at most 512 MiB, which is 20,000 tokens of the bundled model, 4,000 of an 8B one.
func prefixRoom() int64 {
	const most = 512 << 20
	if free := models.MachineMemory().Free; free > 0 {
		return min(most, free/8)
	}
	return most / 4 // of a machine that does not tell
}

// find returns the prefix, of those with these adapters, that has the most whole
// blocks of tokens, and how many tokens those are.
func (p *prefixes) find(tokens []int32, adapters string) (best *prefix, n int) {
	for _, k := range p.kept {
		if same := commonBlocks(k.tokens, tokens); k.adapters == adapters && same > n {
			best, n = k, same
		}
	}
	return best, n
}

// use says that a prefix was used now.
func (p *prefixes) use(k *prefix) {
	if i := slices.Index(p.kept, k); i >= 0 {
		p.kept = append(slices.Delete(p.kept, i, i+1), k)
	}
}

// has tells whether a prefix begins with tokens: then they need not be kept.
func (p *prefixes) has(tokens []int32, adapters string) bool {
	return slices.ContainsFunc(p.kept, func(k *prefix) bool { return k.adapters == adapters && startsWith(k.tokens, tokens) })
}

// put keeps a prefix, in place of those that it contains and of the oldest. What
// is larger than the room for all is not kept.
func (p *prefixes) put(k *prefix) {
	p.kept = slices.DeleteFunc(p.kept, func(o *prefix) bool { return o.adapters == k.adapters && startsWith(k.tokens, o.tokens) })
	room := p.room() - int64(len(k.state))
	if room < 0 {
		return
	}
	from := len(p.kept)
	for from > 0 && room >= int64(len(p.kept[from-1].state)) {
		from--
		room -= int64(len(p.kept[from].state))
	}
	p.kept = append(slices.Delete(p.kept, 0, from), k)
}

func startsWith(tokens, beginning []int32) bool {
	return len(beginning) <= len(tokens) && slices.Equal(tokens[:len(beginning)], beginning)
}

// commonBlocks is how many tokens at the beginning of a prompt need not be
// computed where those of have are there: whole blocks, without the last piece.
func commonBlocks(have, prompt []int32) int {
	same, most := 0, min(len(have), wholeBlocks(len(prompt)))
	for same < most && have[same] == prompt[same] {
		same++
	}
	return same / prefixBlock * prefixBlock
}

// there is how many tokens at the beginning of an answer's prompt are in memory, to be
// used again to the bit.
func (a *answer) there() int {
	_, n := a.prefixes.find(a.tokens, a.adapters.key)
	for _, s := range a.seats {
		n = max(n, s.common(a.tokens, a.adapters.key))
	}
	return n
}

// recall brings a seat to hold as much of a prompt's beginning as was computed
// before, there, in another seat, or in one of the prefixes, and returns how many
// tokens that is. What the seat held is put aside, where it is worth it.
func (v *volume) recall(s *seat, tokens []int32, adapters string) int {
	here := s.common(tokens, adapters)
	best, there := v.prefixes.find(tokens, adapters)
	if s.reusable-here >= prefixWorth {
		v.putAside(s)
	}
	for _, other := range v.seats {
		if n := other.common(tokens, adapters); n > there && n >= here+prefixWorth {
			best, there = &prefix{tokens: slices.Clone(other.Kept()), adapters: adapters, state: other.Save()}, n
		}
	}
	if there >= here+prefixWorth {
		if s.Restore(best.state, best.tokens) {
			v.prefixes.use(best)
			here = there
		} else {
			here = 0
		}
	}
	s.reusable, s.adapters = s.Keep(here), adapters
	return s.reusable
}

// putAside copies what a seat has of a prompt.
func (v *volume) putAside(s *seat) {
	if v.prefixes.has(s.Kept()[:s.reusable], s.adapters) {
		return
	}
	if s.reusable = s.Keep(s.reusable); s.reusable == 0 {
		return // a model that cannot go back
	}
	if state := s.Save(); state != nil {
		v.prefixes.put(&prefix{tokens: slices.Clone(s.Kept()), adapters: s.adapters, state: state})
	}
}

// pieceOf is how many of a prompt's remaining tokens are computed next, at most
// most, a multiple of prefixBlock: whole blocks, then the last piece. That one goes
// with the blocks before it where it is computed in tiles itself.
func pieceOf(remaining, most int) int {
	blocks := wholeBlocks(remaining)
	if last := remaining - blocks; blocks == 0 || last >= prefixBlock && remaining <= most {
		return remaining
	}
	return min(blocks, most)
}
