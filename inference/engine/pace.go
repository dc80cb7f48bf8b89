package engine

import (
	"context"
	"errors"
	"time"
)

// pace finds the number of threads that computes fastest, while computing.
//
// llama.cpp's threads wait for each other at several hundred points per token,
// spinning. Alone on the machine, more threads are faster. Where another program
// takes a core, one thread waits for its turn on the core and all others for it:
// two threads can be ten times slower than one. Neither the number of cores nor
// the system's load tells; the time that tokens take does.
//
// So pace measures windows of work at the present number, and now and then tries
// a neighbouring number for one window. A trial that turns out slower is broken
// off (a computation can be repeated), costs at most trialLimit windows, and is
// the rarer repeated the more often it fails. When the threads got all the
// processor time that they asked for, nobody disturbs them, and a lower number
// that was slower before need not be tried at all.
type pace struct {
	counts []int     // to choose from, ascending
	at     int       // index of the present number
	cost   []float64 // seconds per unit when last measured; 0: never
	unit   int       // the least units in a window

	trial  int // index being tried, or -1
	window window
	gap    time.Duration // between trials
	next   time.Time     // no trial before
	aged   time.Time     // when an undisturbed trial is due again
	cpu    func() time.Duration
	now    func() time.Time
}

type window struct {
	units     int
	wall, cpu time.Duration
}

const (
	windowTime = 50 * time.Millisecond // long enough to meet the scheduler
	// trialLimit is how much longer than a window at the present number a trial
	// may take before it is broken off.
	trialLimit = 1.5
	// gain is what a number must save to be taken: less is noise, and each change
	// costs a window.
	gain     = 0.10
	gapLeast = 500 * time.Millisecond
	gapMost  = 8 * time.Second
	// stale is when a lower number is tried although nobody disturbs: the
	// processor's own clocking may have changed.
	stale = time.Minute
	// disturbed is the share of processor time below which somebody else runs on
	// the cores.
	disturbed = 0.85
)

// newPace returns a pace that starts with most threads. unit is the least
// number of units (tokens) that a measurement needs.
func newPace(most, unit int) *pace {
	p := &pace{counts: threadCounts(most), unit: unit, trial: -1, gap: gapLeast, cpu: cpuTime, now: time.Now}
	p.cost = make([]float64, len(p.counts))
	p.at = len(p.counts) - 1
	return p
}

// threadCounts are the numbers to choose from: powers of two, three quarters
// of the most, and the most. Half of the logical processors, the usual number of
// real cores, is among them where it matters.
func threadCounts(most int) []int {
	var counts []int
	for n := 1; n < most; n *= 2 {
		if n > 4 && n > most/2 {
			break
		}
		counts = append(counts, n)
	}
	for _, n := range []int{most / 2, most * 3 / 4, most} {
		if n > counts0(counts) {
			counts = append(counts, n)
		}
	}
	return counts
}

func counts0(counts []int) int {
	if len(counts) == 0 {
		return 0
	}
	return counts[len(counts)-1]
}

// threads is the present number.
func (p *pace) threads() int { return p.counts[p.at] }

// run computes something of the given units, with the number of threads that
// seems best or is on trial. compute may be called again when it returned the
// error of its context.
func (p *pace) run(ctx context.Context, units int, compute func(ctx context.Context, threads int) error) error {
	index := p.at
	if p.trial >= 0 {
		index = p.trial
		err, lost := p.try(ctx, units, compute)
		if !lost {
			return err
		}
		index = p.at
	}
	wall, cpu, err := p.measure(ctx, p.counts[index], compute)
	if err == nil {
		p.add(index, units, wall, cpu)
	}
	return err
}

// try computes with the number on trial; lost says that it took too long and
// was broken off.
func (p *pace) try(ctx context.Context, units int, compute func(context.Context, int) error) (err error, lost bool) {
	expected := p.cost[p.at] * float64(max(units, p.window.units+units, p.unit))
	limit := time.Duration(trialLimit*expected*float64(time.Second)) + windowTime/10 - p.window.wall
	short, cancel := context.WithTimeout(ctx, max(limit, time.Millisecond))
	defer cancel()
	index := p.trial
	wall, cpu, err := p.measure(short, p.counts[index], compute)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		p.fail()
		return nil, true
	}
	if err == nil {
		p.add(index, units, wall, cpu)
	}
	return err, false
}

func (p *pace) measure(ctx context.Context, threads int, compute func(context.Context, int) error) (wall, cpu time.Duration, err error) {
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
	if w.units < p.unit || w.wall < windowTime {
		return
	}
	cost := w.wall.Seconds() / float64(w.units)
	share := w.cpu.Seconds() / (w.wall.Seconds() * float64(p.counts[index]))
	*w = window{}
	if index != p.at {
		p.judge(index, cost)
		return
	}
	p.cost[index] = cost
	p.trial = p.candidate(share)
}

// judge ends a trial that was not broken off.
func (p *pace) judge(index int, cost float64) {
	if cost > (1-gain)*p.cost[p.at] {
		p.cost[index] = cost
		p.fail()
		return
	}
	p.cost[index] = cost
	p.at, p.trial = index, -1
	p.gap = gapLeast
	p.next = p.now().Add(p.gap)
}

// fail ends a trial that lost.
func (p *pace) fail() {
	if p.cost[p.trial] == 0 {
		p.cost[p.trial] = trialLimit * p.cost[p.at]
	}
	p.trial = -1
	p.window = window{}
	p.next = p.now().Add(p.gap)
	p.gap = min(2*p.gap, gapMost)
}

// candidate returns which number to try now, or -1. share is how much of the
// processor time that the threads asked for they got.
func (p *pace) candidate(share float64) int {
	now := p.now()
	if now.Before(p.next) {
		return -1
	}
	down, up := p.at-1, p.at+1
	switch {
	case down >= 0 && (share < disturbed || p.cost[down] == 0):
		return down
	case up < len(p.counts):
		return up
	case down >= 0 && now.After(p.aged):
		p.aged = now.Add(stale)
		return down
	}
	return -1
}
