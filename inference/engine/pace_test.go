package engine

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"carrel/inference"
	"carrel/inference/models"
)

// machine is a model of a computer, with a clock of its own: how long a unit
// takes with each number of threads, and the share of the processor time that
// they get.
type machine struct {
	clock time.Time
	used  time.Duration
	cost  map[int]time.Duration
	share map[int]float64
}

var (
	// Figures of SmolLM2-135M on two cores, alone and with a busy loop on each.
	alone = machine{cost: map[int]time.Duration{1: 12 * time.Millisecond, 2: 7700 * time.Microsecond}, share: map[int]float64{1: 1, 2: 1}}
	busy  = machine{cost: map[int]time.Duration{1: 18 * time.Millisecond, 2: 250 * time.Millisecond}, share: map[int]float64{1: 0.67, 2: 0.5}}
)

func (m *machine) pace(most, unit int) *pace {
	m.clock = time.Unix(0, 0)
	p := newPace(most, unit, nil)
	p.now = func() time.Time { return m.clock }
	p.cpu = func() time.Duration { return m.used }
	return p
}

// become changes the machine without touching its clock.
func (m *machine) become(other machine) { m.cost, m.share = other.cost, other.share }

// run computes tokens one by one and returns how long it took.
func (m *machine) run(t *testing.T, p *pace, tokens int) time.Duration {
	t.Helper()
	start := m.clock
	for range tokens {
		err := p.run(context.Background(), 1, func(ctx context.Context, threads int) error {
			need := m.cost[threads]
			// The deadline is of the real clock, set a moment ago: what is left of
			// it is what this computation may take.
			if deadline, ok := ctx.Deadline(); ok {
				if left := time.Until(deadline) + time.Millisecond; left < need {
					m.pass(left, threads)
					return context.DeadlineExceeded
				}
			}
			m.pass(need, threads)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return m.clock.Sub(start)
}

func (m *machine) pass(d time.Duration, threads int) {
	m.clock = m.clock.Add(d)
	m.used += time.Duration(float64(d) * float64(threads) * m.share[threads])
}

func TestPaceTakesAllCoresOfAQuietMachine(t *testing.T) {
	m := alone
	p := m.pace(2, 4)
	m.run(t, p, 20)
	if p.threads() != 2 {
		t.Fatalf("%d threads after 20 tokens, want 2", p.threads())
	}
	// And stays: on a machine that nobody disturbs nothing is tried.
	if took, best := m.run(t, p, 1000), 1000*m.cost[2]; took > best*101/100 {
		t.Errorf("1000 tokens took %v, with two threads all the time it were %v", took, best)
	}
}

func TestPaceLosesLittleOnABusyMachine(t *testing.T) {
	m := busy
	p := m.pace(2, 4)
	if took, best := m.run(t, p, 128), 128*m.cost[1]; took > best*120/100 {
		t.Errorf("the first 128 tokens took %v, with one thread all the time it were %v", took, best)
	}
	if p.threads() != 1 {
		t.Errorf("%d threads, want 1", p.threads())
	}
	if took, best := m.run(t, p, 2000), 2000*m.cost[1]; took > best*103/100 {
		t.Errorf("2000 more tokens took %v, with one thread all the time it were %v", took, best)
	}
}

func TestPaceFollowsTheMachine(t *testing.T) {
	m := alone
	p := m.pace(2, 4)
	m.run(t, p, 100)
	m.become(busy)
	// One token of the old kind is broken off, and that is that.
	if took, best := m.run(t, p, 50), 50*m.cost[1]; took > best+400*time.Millisecond {
		t.Errorf("when the machine became busy, 50 tokens took %v; with one thread it were %v", took, best)
	}
	if p.threads() != 1 {
		t.Fatalf("%d threads on a busy machine, want 1", p.threads())
	}
	m.run(t, p, 500)
	m.become(alone)
	m.run(t, p, 1000) // 12 s with one thread
	if p.threads() != 2 {
		t.Errorf("%d threads long after the machine became quiet, want 2", p.threads())
	}
}

func TestPaceClimbsToTheBestOfManyCores(t *testing.T) {
	m := machine{
		// Eight real cores and their twins, which add nothing.
		cost:  map[int]time.Duration{1: 40 * time.Millisecond, 2: 21 * time.Millisecond, 4: 12 * time.Millisecond, 8: 8 * time.Millisecond, 12: 9 * time.Millisecond, 16: 11 * time.Millisecond},
		share: map[int]float64{1: 1, 2: 1, 4: 1, 8: 1, 12: 1, 16: 1},
	}
	p := m.pace(16, 4)
	m.run(t, p, 40)
	if p.threads() != 8 {
		t.Errorf("%d threads, want 8", p.threads())
	}
}

func TestThreadCounts(t *testing.T) {
	for most, want := range map[int][]int{
		1: {1}, 2: {1, 2}, 3: {1, 2, 3}, 4: {1, 2, 3, 4}, 6: {1, 2, 3, 4, 6}, 8: {1, 2, 4, 6, 8}, 16: {1, 2, 4, 8, 12, 16},
	} {
		if got := threadCounts(most); !slices.Equal(got, want) {
			t.Errorf("threadCounts(%d) = %v, want %v", most, got, want)
		}
	}
}

func TestPaceReportsItsCallersEnd(t *testing.T) {
	m := alone
	p := m.pace(2, 4)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := p.run(ctx, 1, func(ctx context.Context, _ int) error { return ctx.Err() })
	if err != context.Canceled {
		t.Errorf("%v, want context.Canceled", err)
	}
}

// A limit that comes while computing holds from the next token on, whatever the
// measurements say, and what it kept is found again when it goes.
func TestPaceKeepsToItsLimit(t *testing.T) {
	m := machine{cost: map[int]time.Duration{1: 40 * time.Millisecond, 2: 20 * time.Millisecond, 3: 14 * time.Millisecond, 4: 10 * time.Millisecond},
		share: map[int]float64{1: 1, 2: 1, 3: 1, 4: 1}}
	p := m.pace(4, 4)
	p.most = new(atomic.Int32)
	m.run(t, p, 200)
	if n := p.threads(); n != 4 {
		t.Fatalf("%d threads on a quiet machine", n)
	}
	p.most.Store(2)
	for range 200 {
		m.run(t, p, 1)
		if n := p.threads(); n > 2 || p.trial >= 0 && p.counts[p.trial] > 2 {
			t.Fatalf("%d threads, trying the %d-th number: no more than 2 are allowed", n, p.trial)
		}
	}
	if n := p.threads(); n != 2 {
		t.Errorf("%d threads of the 2 that are allowed", n)
	}
	p.most.Store(0)
	m.run(t, p, 3000)
	if n := p.threads(); n != 4 {
		t.Errorf("%d threads after the limit is gone", n)
	}
}

func TestQuietThreads(t *testing.T) {
	for _, c := range [][3]int{{8, 16, 4}, {2, 2, 1}, {0, 8, 4}, {1, 1, 1}, {16, 4, 2}, {3, 8, 1}} {
		if got := quietThreads(c[0], c[1]); got != c[2] {
			t.Errorf("%d fast cores, %d threads: %d, want %d", c[0], c[1], got, c[2])
		}
	}
}

func TestQuietFollowsThePower(t *testing.T) {
	s := &server{backend: ofThreads(8)}
	s.keeper.most = new(atomic.Int32)
	for _, c := range []struct {
		quiet string
		power models.Power
		less  bool
	}{
		{inference.QuietNever, models.Power{Known: true, OnBattery: true, Hot: true}, false},
		{"", models.Power{Known: true, OnBattery: true}, false},
		{inference.QuietAuto, models.Power{}, false},
		{inference.QuietAuto, models.Power{Known: true}, false},
		{inference.QuietAuto, models.Power{Known: true, OnBattery: true}, true},
		{inference.QuietAuto, models.Power{Known: true, Hot: true}, true},
		{inference.QuietAlways, models.Power{}, true},
	} {
		if err := s.configure(inference.EngineSettings{Quiet: c.quiet}); err != nil {
			t.Fatal(err)
		}
		s.beQuiet(c.power)
		if n := s.keeper.most.Load(); (n > 0) != c.less || n > 4 {
			t.Errorf("%q, %+v: at most %d threads", c.quiet, c.power, n)
		}
	}
	if err := s.configure(inference.EngineSettings{Quiet: "sometimes"}); err == nil {
		t.Error("an unknown word is taken")
	}
}

// ofThreads is a backend for so many threads that loads nothing.
type ofThreads int

func (n ofThreads) Info() inference.EngineInfo { return inference.EngineInfo{} }
func (n ofThreads) MaxThreads() int            { return int(n) }
func (n ofThreads) Offloads() bool             { return false }

func (n ofThreads) Load(inference.ModelSpec) (Model, error) { return nil, errors.New("loads nothing") }
