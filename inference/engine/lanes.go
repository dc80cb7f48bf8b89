package engine

import (
	"context"
	"errors"
	"time"

	"carrel/inference"
)

// Tokens of several answers can be computed in two ways: together in one batch, or at the
// same time in contexts of their own (lanes), each with a part of the threads. A small
// model is computed hardly faster with two threads than with one: they wait for each
// other at several hundred points in each token. Then two answers side by side, with a
// thread each, are nearly twice as fast as one alone; and each is the same to the bit
// as if there were no others. A larger model keeps all threads busy, and gains from a
// batch, for which its weights are read once.

const (
	// laneMost is up to which size of a model lanes are tried, in bytes: one alone keeps
	// the threads of larger ones busy, and to measure that would take seconds.
	laneMost = 1 << 30
	// laneGain is how much faster answers side by side must be expected to be than one
	// alone.
	laneGain = 1.3
	// laneTokens is how many tokens are timed for that, and laneTimes how often: the
	// least time counts, as other programs only add to it. Where they take the cores
	// away, all threads can be a hundred times slower than one: no longer than laneLimit
	// times as that is waited.
	laneTokens, laneTimes, laneLimit = 6, 2, 3
	// laneSlow is how long a token may take with a lane's threads: of a slower model nothing
	// more is measured, so that nobody's answer waits for seconds.
	laneSlow = 50 * time.Millisecond
)

// lanesFor is in how many lanes so many answers of a model are written: one for each, of
// which as many are computed at a time as there are threads for, since llama.cpp plans a
// context's next token anew where it is of another sequence than the last one (0.6 ms of
// the bundled model's 6). Its seats are free, and lose what they hold. 0: that could not be
// measured, or ctx ended before.
func (v *volume) lanesFor(ctx context.Context, seats, processors int) int {
	together := min(seats, processors)
	if together < 2 || v.offloaded || v.Info().SizeBytes > laneMost {
		return 1
	}
	if v.laneGain[together] == 0 {
		gain, err := v.measureLanes(ctx, together, processors)
		if err != nil {
			return 0
		}
		v.laneGain[together] = gain
	}
	if v.laneGain[together] < laneGain {
		return 1
	}
	return seats
}

// measureLanes estimates how many times the tokens of one answer, with all threads, so
// many answers write side by side.
func (v *volume) measureLanes(ctx context.Context, together, processors int) (gain float64, err error) {
	defer v.seats[0].empty()
	each := processors / together
	if _, err := v.timeTokens(ctx, 1, each, time.Minute); err != nil { // reads the file in, where nothing was computed yet
		return 0, err
	}
	if slow, err := v.timeTokens(ctx, 1, each, laneSlow); err != nil || slow >= laneSlow {
		return 1, err
	}
	apart, err := v.timeTokens(ctx, laneTokens, each, time.Minute)
	alone := laneLimit * apart
	for i := 0; i < laneTimes && err == nil; i++ {
		var took time.Duration
		if took, err = v.timeTokens(ctx, laneTokens, each, time.Minute); err != nil {
			break
		}
		apart = min(apart, took)
		took, err = v.timeTokens(ctx, laneTokens, processors, laneLimit*apart)
		alone = min(alone, took)
	}
	return float64(together) * alone.Seconds() / apart.Seconds(), err
}

// timeTokens is how long so many tokens take in the first seat, at most limit. It fails
// where they could not be computed, or ctx ended before.
func (v *volume) timeTokens(ctx context.Context, tokens, threads int, limit time.Duration) (time.Duration, error) {
	seat := v.seats[0]
	seat.empty()
	v.SetThreads(threads, false)
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	began := time.Now()
	for i := range tokens {
		err := seat.Decode(within, []int32{int32(i)})
		switch {
		case ctx.Err() != nil:
			return 0, ctx.Err()
		case errors.Is(err, context.DeadlineExceeded):
			return limit, nil
		case err != nil:
			return 0, err
		}
	}
	return min(time.Since(began), limit), nil
}

// processors is how many threads may compute now for answers of a model.
func (r *rounds) processors(spec inference.ModelSpec) int {
	if spec.Threads > 0 {
		return min(spec.Threads, r.backend.MaxThreads())
	}
	most := r.backend.MaxThreads()
	if r.keeper.most != nil {
		if n := int(r.keeper.most.Load()); n > 0 {
			most = min(most, n)
		}
	}
	return most
}
