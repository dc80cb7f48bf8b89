package engine

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// pace finds the number of threads that computes fastest, while computing.
//
// llama.cpp's threads wait for each other at several hundred points per token,
// spinning. Alone on the machine, more threads are faster. Where another program
// takes a core, one thread waits for its turn on the core and all others for it:
// two threads can be a hundred times slower than one. Neither the number of
// cores nor the system's load tells; the time that tokens take does.
//
// So pace begins with one thread, measures windows of work, and tries the
// neighbouring numbers for a window each. A trial that turns out slower is
// broken off (a computation can be repeated), costs at most trialLimit windows,
// and is repeated the more rarely the more often it fails. A computation that
// takes far longer than the last ones is broken off too, and repeated with fewer
// threads. When the threads got all the processor time that they asked for,
// nobody disturbs them, and fewer need not be tried at all.
type pace struct {
	counts []int         // to choose from, ascending
	at     int           // index of the present number
	cost   []float64     // seconds per unit when last measured; 0: never
	unit   int           // the least units in a window
	most   *atomic.Int32 // that may be taken now; 0 or nil: all

	trial  int // index being tried, or -1
	window window
	gap    time.Duration // until the next trial, if this one fails
	last   time.Time     // end of the last trial
	wait   time.Duration // no trial so long after last
	cpu    func() time.Duration
	now    func() time.Time
}

type window struct {
	units     int
	wall, cpu time.Duration
}

const (
	// A window is so long that it meets the scheduler, and ends without its
	// least number of units where those take long.
	windowTime = 50 * time.Millisecond
	windowMost = 200 * time.Millisecond
	// trialLimit is how much longer than a window at the present number a trial
	// may take before it is broken off.
	trialLimit = 1.5
	// guardLimit is how much longer than expected any computation may take with
	// more than one thread.
	guardLimit = 3.0
	guardLeast = 100 * time.Millisecond
	// gain is what a number must save to be taken: less is noise, and each change
	// costs a window.
	gain     = 0.10
	gapLeast = time.Second
	gapMost  = 8 * time.Second
	// disturbed is the share of the processor time asked for, below which
	// somebody else runs on the cores.
	disturbed = 0.85
)

// newPace returns a pace for up to most threads, and now for no more than limit
// says. unit is the least number of units (tokens) that a measurement needs.
func newPace(most, unit int, limit *atomic.Int32) *pace {
	counts := threadCounts(most)
	return &pace{counts: counts, cost: make([]float64, len(counts)), unit: unit, most: limit, trial: -1, gap: gapLeast, cpu: cpuTime, now: time.Now}
}

// threadCounts are the numbers to choose from: powers of two, half of the most
// (often the number of real cores), three quarters, and the most.
func threadCounts(most int) []int {
	var counts []int
	for n := 1; n < most/2; n *= 2 {
		counts = append(counts, n)
	}
	for _, n := range []int{most / 2, most * 3 / 4, most} {
		if n > 0 && (len(counts) == 0 || n > counts[len(counts)-1]) {
			counts = append(counts, n)
		}
	}
	return counts
}

// threads is the present number.
func (p *pace) threads() int { return p.counts[p.at] }

// rising says that more threads were never tried.
func (p *pace) rising() bool {
	return p.at+1 < len(p.counts) && p.cost[p.at+1] == 0 && p.allowed(p.at+1)
}

// allowed tells whether a number may be taken now. One thread always may.
func (p *pace) allowed(index int) bool {
	if p.most == nil || index == 0 {
		return true
	}
	most := int(p.most.Load())
	return most == 0 || p.counts[index] <= most
}

// bound goes down to what is allowed. Up it goes again by the usual trials.
func (p *pace) bound() {
	if p.trial >= 0 && !p.allowed(p.trial) {
		p.trial, p.window = -1, window{}
	}
	for !p.allowed(p.at) {
		p.at--
		p.trial, p.window = -1, window{}
	}
}

// follow takes over the number of another kind of work on the same machine, if
// this one has not been measured.
func (p *pace) follow(other *pace) {
	if p.cost[p.at] == 0 {
		p.at = other.at
	}
}

// run computes something of the given units, with the number of threads that
// seems best or is on trial. It calls compute again where it broke it off.
func (p *pace) run(ctx context.Context, units int, compute func(ctx context.Context, threads int) error) error {
	for {
		p.bound()
		index, limit := p.at, p.guard(units)
		if p.trial >= 0 {
			index, limit = p.trial, p.trialTime(units)
		}
		wall, cpu, err := p.measure(ctx, p.counts[index], limit, compute)
		switch {
		case err == nil:
			p.add(index, units, wall, cpu)
			return nil
		case !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil:
			return err
		case index == p.trial:
			p.fail()
		default:
			// Something took the cores away: fewer threads at once, and up again by
			// the usual trials.
			p.cost[p.at] = wall.Seconds() / float64(units)
			p.at--
			p.cost[p.at] = 0
			p.window = window{}
			p.last, p.wait = p.now(), gapLeast
		}
	}
}

// guard is how long a computation may take; 0: as long as it wants.
func (p *pace) guard(units int) time.Duration {
	if p.at == 0 || p.cost[p.at] == 0 {
		return 0
	}
	return max(seconds(guardLimit*p.cost[p.at]*float64(units)), guardLeast)
}

// trialTime is how long the next computation of a trial may take.
func (p *pace) trialTime(units int) time.Duration {
	least := seconds(trialLimit * p.cost[p.at] * float64(units))
	whole := max(seconds(trialLimit*p.cost[p.at]*float64(p.unit)), windowTime) - p.window.wall
	return max(least, whole)
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

func (p *pace) measure(ctx context.Context, threads int, limit time.Duration, compute func(context.Context, int) error) (wall, cpu time.Duration, err error) {
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	start, used := p.now(), p.cpu()
	err = compute(ctx, threads)
	return p.now().Sub(start), p.cpu() - used, err
}

// add counts a computation, and at the end of a window decides.
func (p *pace) add(index, units int, wall, cpu time.Duration) {
	w := &p.window
	w.units += units
	w.wall += wall
	w.cpu += cpu
	if w.wall < windowTime || w.units < p.unit && w.wall < windowMost {
		return
	}
	cost := w.wall.Seconds() / float64(w.units)
	share := w.cpu.Seconds() / (w.wall.Seconds() * float64(p.counts[index]))
	*w = window{}
	p.cost[index] = cost
	switch {
	case index == p.at:
		p.trial = p.candidate(share)
	case cost < (1-gain)*p.cost[p.at]:
		rose := index > p.at
		p.at, p.trial = index, -1
		p.last, p.wait, p.gap = p.now(), gapLeast, gapLeast
		if rose {
			p.wait = 0 // and on to the next number
		}
	default:
		p.fail()
	}
}

// fail ends a trial that lost.
func (p *pace) fail() {
	if p.cost[p.trial] == 0 {
		p.cost[p.trial] = trialLimit * p.cost[p.at]
	}
	p.trial = -1
	p.window = window{}
	p.last, p.wait = p.now(), p.gap
	p.gap = min(2*p.gap, gapMost)
}

// candidate returns which number to try now, or -1. share is how much of the
// processor time that the threads asked for they got.
func (p *pace) candidate(share float64) int {
	since := p.now().Sub(p.last)
	if since < p.wait {
		return -1
	}
	down, up := p.at-1, p.at+1
	if share < disturbed {
		// More threads would be disturbed as well: that is worth a try only where
		// fewer are not possible, and rarely.
		if down >= 0 {
			return down
		}
		if since < gapMost && !p.rising() {
			return -1
		}
	}
	if up < len(p.counts) && p.allowed(up) {
		return up
	}
	return -1
}
