package engine

import (
	"crypto/sha256"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"carrel/inference"
	"carrel/inference/llama"
	"carrel/inference/models"
)

// adapterSet is what is added to a model for an answer. Everything that is
// computed together, and everything that is kept of a prompt, belongs to one set.
type adapterSet struct {
	list []inference.Adapter
	key  string // tells sets apart, by the files' size, time and samples too; "" for the model as it is
}

// onDisk says that what is computed with the set may be kept over a restart. Of
// several adapters it may not: in which order llama.cpp adds them up, and with that
// the last bits, is not fixed from one process to the next.
func (s adapterSet) onDisk() bool { return len(s.list) <= 1 }

// adapterTime is how long answers with one set of adapters are written before
// others have their turn. To exchange the set costs llama.cpp a new plan of its
// memory (see docs/decisions.md), too much for every token.
const adapterTime = 200 * time.Millisecond

func checkAdapters(list []inference.Adapter) error {
	if len(list) > inference.MaxAdapters {
		return badRequest(fmt.Sprintf("more than %d adapters at once", inference.MaxAdapters))
	}
	named := map[string]bool{}
	for _, a := range list {
		switch {
		case !filepath.IsAbs(a.Path):
			return badRequest(fmt.Sprintf("the adapter's path %q is not absolute", a.Path))
		case named[a.Path]:
			return badRequest(fmt.Sprintf("the adapter %s twice", a.Path))
		case math.IsNaN(a.Scale) || math.Abs(a.Scale) > inference.MaxScale:
			return badRequest(fmt.Sprintf("an adapter's scale beyond %d", inference.MaxScale))
		}
		named[a.Path] = true
	}
	return nil
}

// adaptersFor looks into a request's adapters and says what is to be added. One
// that is of no use for the model is refused in words.
func (v *volume) adaptersFor(list []inference.Adapter) (adapterSet, error) {
	var set adapterSet
	var key strings.Builder
	for _, a := range slices.SortedFunc(slices.Values(list), func(a, b inference.Adapter) int { return strings.Compare(a.Path, b.Path) }) {
		if a.Scale == 0 {
			continue
		}
		file, err := llama.AdapterFileAt(a.Path)
		if err != nil || v.fitting[file] == "" { // InspectAdapter says in words what is wrong with it
			adapter, err := models.InspectAdapter(a.Path)
			if err == nil {
				err = adapter.FitsTo(v.spec.Path)
			}
			if err != nil {
				return set, err
			}
			h := sha256.New()
			if err := sampleFile(h, a.Path); err != nil {
				return set, err
			}
			v.fitting[file] = string(h.Sum(nil))
		}
		set.list = append(set.list, a)
		fmt.Fprintf(&key, "%s\x00%d\x00%d\x00%g\x00%x\x00", a.Path, file.Bytes, file.Modified, a.Scale, v.fitting[file])
	}
	set.key = key.String()
	return set, nil
}

// apply has the next computations made with a set of adapters.
func (v *volume) apply(set adapterSet) error {
	if v.using == set.key {
		return nil
	}
	if err := v.UseAdapters(set.list); err != nil {
		return err
	}
	v.using = set.key
	return nil
}

// choose picks the model of the next round, that which has waited longest of those
// with answers, and its set of adapters: the one before, unless its time is over and
// others wait; then the one whose answers have waited longest. Answers for which it
// cannot be used end. There must be one under way.
func (r *rounds) choose() {
	r.number++
	r.settle()
	have := slices.DeleteFunc(slices.Clone(r.under), func(a *answer) bool { return a.yields })
	r.volume = slices.MinFunc(have, func(a, b *answer) int { return r.last[a.volume] - r.last[b.volume] }).volume
	r.last[r.volume] = r.number
	have = slices.DeleteFunc(have, func(a *answer) bool { return a.volume != r.volume })
	next := slices.MinFunc(have, func(a, b *answer) int { return a.served - b.served })
	if i := slices.IndexFunc(have, func(a *answer) bool { return a.adapters.key == r.volume.using }); i >= 0 && time.Since(r.volume.since) < r.adapterTime {
		next = have[i]
	}
	if r.set = next.adapters.key; r.set != r.volume.using {
		r.volume.since = time.Now()
	}
	began := time.Now()
	err := r.volume.apply(next.adapters)
	r.charge(time.Since(began), 0, next)
	for _, a := range slices.Clone(r.under) {
		if !r.now(a) {
			continue
		}
		if a.served = r.number; err != nil {
			r.end(a, err)
		}
	}
}

// now tells whether an answer has its turn in this round.
func (r *rounds) now(a *answer) bool {
	return a.volume == r.volume && a.adapters.key == r.set && !a.yields
}
