package engine

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"carrel/inference"
	"carrel/inference/models"
)

// keeper says how long models stay, and how much of the processor they take.
type keeper struct {
	idle  atomic.Int64  // time.Duration after which one that nobody uses is put away; 0: never
	quiet atomic.Value  // string: inference.QuietNever and so on
	most  *atomic.Int32 // threads that may compute now; 0: all
	mu    sync.Mutex    // held while most is set, so that the setting of before does not win
}

const (
	// keepEvery is how often it is looked whether models are to be put away.
	keepEvery = 10 * time.Second
	// keepLeast is how long a model stays after its last use, however short memory
	// gets: who asked just now probably asks again.
	keepLeast = 30 * time.Second
)

// configure takes over settings.
func (s *server) configure(settings inference.EngineSettings) error {
	if settings.KeepSeconds < 0 || settings.KeepSeconds > math.MaxInt32 {
		return badRequest("a time for models to stay that is none")
	}
	if settings.PromptDir != "" && !filepath.IsAbs(settings.PromptDir) || settings.PromptBytes < 0 {
		return badRequest("a place for prompts that is none")
	}
	switch settings.Quiet {
	case "", inference.QuietNever, inference.QuietAuto, inference.QuietAlways:
	default:
		return badRequest(fmt.Sprintf("the quiet setting %q", settings.Quiet))
	}
	s.keeper.quiet.Store(settings.Quiet)
	s.beQuiet(models.MachinePower())
	s.keeper.idle.Store(int64(settings.KeepSeconds) * int64(time.Second))
	if before := s.disk.Load(); settings.PromptDir == "" || settings.PromptBytes == 0 {
		s.disk.Store(nil)
	} else if before == nil || before.dir != settings.PromptDir || before.most != settings.PromptBytes {
		s.disk.Store(&disk{dir: settings.PromptDir, most: settings.PromptBytes})
	}
	return nil
}

// forgetDisk deletes all that is kept of prompts on disk, that which is about to be
// written included.
func (s *server) forgetDisk() error {
	d := s.disk.Load()
	if d == nil {
		return nil
	}
	// Who writes now has the old one, which has no folder any more to write to.
	s.disk.CompareAndSwap(d, &disk{dir: d.dir, most: d.most, free: d.free})
	d.mu.Lock()
	defer d.mu.Unlock()
	d.over = true
	return os.RemoveAll(d.dir)
}

// keep puts models away and looks at what the machine runs on, as long as the process
// lives: each for itself, since putAway waits for the end of answers, during which a
// machine gets hot.
func (s *server) keep() {
	go func() {
		for range time.Tick(keepEvery) {
			s.beQuiet(models.MachinePower())
		}
	}()
	for range time.Tick(keepEvery) {
		s.putAway(models.MemoryPressed())
	}
}

// beQuiet sets how many threads may compute, by the setting and what the machine
// runs on.
func (s *server) beQuiet(power models.Power) {
	if s.keeper.most == nil {
		return
	}
	s.keeper.mu.Lock()
	defer s.keeper.mu.Unlock()
	quiet := s.keeper.quiet.Load()
	if quiet == inference.QuietAlways || quiet == inference.QuietAuto && (power.OnBattery || power.Hot) {
		s.keeper.most.Store(int32(quietThreads(models.FastCores(), s.backend.MaxThreads())))
		return
	}
	s.keeper.most.Store(0)
}

// restful tells whether the machine is to be quiet now: then nothing is computed that
// nobody asked for.
func (k *keeper) restful() bool { return k.most != nil && k.most.Load() != 0 }

// quietThreads is half of the fast cores, as far as those are known, of so many
// threads that are of use.
func quietThreads(fast, most int) int {
	if fast <= 0 || fast > most {
		fast = most
	}
	return max(1, fast/2)
}

// putAway puts the models away that nobody has used for the set time; where memory
// is pressed first what was kept of prompts, then a model that was used longer ago
// than just now. It waits until nobody computes or wants to: never during an answer.
func (s *server) putAway(pressed bool) {
	idle := time.Duration(s.keeper.idle.Load())
	since := func(v *volume) time.Duration { return s.shelf.time().Sub(v.used) }
	overdue := func(v *volume) bool { return idle > 0 && since(v) >= idle }
	spare := func(v *volume) bool { return since(v) >= keepLeast }
	if !s.shelf.any(func(v *volume) bool { return overdue(v) || pressed && spare(v) }) {
		return
	}
	_ = s.turn.take(context.Background(), classBulk, math.MaxInt) // never refused: the context does not end
	defer s.turn.pass()
	freed := 0
	for s.shelf.dropOldest(overdue) { // looked at anew: who had the turn may have used it
		freed++
	}
	switch {
	case freed > 0:
	case pressed && s.shelf.forget():
		debug.FreeOSMemory()
		fmt.Fprintln(os.Stderr, "carrel engine: memory is short: what was computed of earlier prompts is given up")
		return
	case pressed && s.shelf.dropOldest(spare):
		freed++
	default:
		return
	}
	debug.FreeOSMemory()
	fmt.Fprintf(os.Stderr, "carrel engine: models put away: %d; memory is short: %v\n", freed, pressed)
}

// any reports whether there is such a model. which is called with the shelf's lock.
func (s *shelf) any(which func(*volume) bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, list := range s.loaded {
		for _, v := range list {
			if which(v) {
				return true
			}
		}
	}
	return false
}

// forget gives up what is kept of prompts beside the models, and tells whether
// there was any. The caller has the turn.
func (s *shelf) forget() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	had := false
	for _, v := range s.loaded[inference.KindChat] {
		had = had || len(v.prefixes.kept) > 0
		v.prefixes.kept = nil
	}
	return had
}
