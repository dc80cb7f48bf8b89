package engine

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"carrel/inference"
	"carrel/inference/llama"
	"carrel/inference/models"
)

// shelf holds the models in memory: of each kind as many as there is room for. Asking
// for another puts the one away that has not been asked for the longest.
type shelf struct {
	backend Backend
	most    *atomic.Int32              // threads that may compute now; see pace
	loading func(*inference.ModelSpec) // told before a model is loaded, and with nil after; may be nil
	memory  func() models.Memory       // of the machine; nil: as it is
	now     func() time.Time           // nil: time.Now
	mu      sync.Mutex
	loaded  map[inference.Kind][]*volume // the one asked for last comes last
}

// room is how many models of a kind may be loaded where memory is short or not
// known; 1 where it is not said. While a library goes over to another embedding model,
// one embeds its passages and the other still the questions.
var room = map[inference.Kind]int{inference.KindEmbedding: 2}

// volume is a loaded model.
type volume struct {
	Model
	spec  inference.ModelSpec
	files []os.FileInfo // of its parts, from before they were loaded
	need  int64         // bytes that it takes, about
	used  time.Time     // when it was asked for last, or was done; guarded by the shelf's mu
	// answers is how many are being written with it, those that are set aside included;
	// guarded by the shelf's mu. Their turn may be lent, and who has it then may put any
	// other model away, but none with answers.
	answers int
	promise time.Time // until which a question of the person's is expected; guarded by the shelf's mu
	// use is held for reading while only the vocabulary is used, which needs no
	// turn, and for writing to put the model away.
	use sync.RWMutex

	// The number of threads is found apart for single tokens, for those with a draft,
	// for a token each of several answers (by how many), and for many at once
	// (prompts, texts), which suffer less from a busy machine.
	single, many, drafting *pace
	each                   [maxSeats + 1]*pace
	drafts                 drafter

	seats     []*seat // of a model that writes: one, until more are wanted
	wanted    int     // seats: see makeSeats
	seatSize  int64   // bytes that another one takes; 0 if it is not known
	lanes     int     // that they are in; 0: one
	laneSize  int64   // bytes that another one takes
	prefixes  prefixes
	offloaded bool   // something else than the processor may compute it
	identity  string // of its file, for what is kept on disk; "": not known, of one that changed meanwhile
	// laneGain is what measureLanes gave, by how many are computed at a time; 0: not measured.
	laneGain [maxSeats + 1]float64

	using   string                       // the key of the adapters that it computes with
	since   time.Time                    // it does so
	fitting map[llama.AdapterFile]string // adapters that were looked into and fit: a hash of samples of each
}

// loadedFor returns the model that is loaded for spec, or nil. The files are looked at
// without the lock: those on a drive that hangs must not hold up other models.
func (s *shelf) loadedFor(spec inference.ModelSpec) *volume {
	v := s.find(spec)
	if v == nil || v.exchanged() {
		return nil
	}
	return v
}

// find returns the model that was loaded for spec, or nil, and notes that it is used.
func (s *shelf) find(spec inference.ModelSpec) *volume {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.loaded[spec.Kind]
	for i, v := range list {
		if v.holds(spec) {
			v.used = s.time()
			s.loaded[spec.Kind] = append(slices.Delete(list, i, i+1), v)
			return v
		}
	}
	return nil
}

// holds reports whether the volume is what spec asks for.
func (v *volume) holds(spec inference.ModelSpec) bool {
	return v.spec.Path == spec.Path &&
		(spec.ContextTokens == 0 || spec.ContextTokens == v.spec.ContextTokens || spec.ContextTokens == v.Info().ContextTokens)
}

// exchanged reports whether other files have taken the place of those that were
// loaded. Those that cannot be looked at have not, as far as is known: of a model on a
// drive that is gone, what is in memory goes on.
func (v *volume) exchanged() bool {
	for i, now := range filesOf(v.spec.Path) {
		if was := v.files[i]; was != nil && now != nil && !(os.SameFile(was, now) && was.Size() == now.Size() && was.ModTime().Equal(now.ModTime())) {
			return true
		}
	}
	return false
}

// filesOf are a model's parts as they are now; nil for one that cannot be looked at.
func filesOf(path string) []os.FileInfo {
	var files []os.FileInfo
	for _, part := range models.Parts(path) {
		info, _ := os.Stat(part)
		files = append(files, info)
	}
	return files
}

// hold notes that one more answer is being written with a model; release takes it back.
// urgent says that it is the one that was promised.
func (s *shelf) hold(v *volume, urgent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v.answers++; urgent {
		v.promise = time.Time{}
	}
}

// release notes that an answer is done, and that its model was used until now.
func (s *shelf) release(v *volume) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v.answers--
	v.used = s.time()
}

// get returns the model for spec, loading it first if need be. The caller has
// the turn.
func (s *shelf) get(spec inference.ModelSpec) (*volume, error) {
	if v := s.loadedFor(spec); v != nil {
		return v, nil
	}
	files := filesOf(spec.Path)
	file, err := models.Inspect(spec.Path)
	if err != nil {
		return nil, err
	}
	if file.Kind != spec.Kind {
		return nil, wrongKind(file, spec.Kind)
	}
	s.makeRoom(spec, file.Need(contextOf(spec, file)))
	if s.loading != nil {
		s.loading(&spec)
		defer s.loading(nil)
	}
	identity := ""
	if spec.Kind == inference.KindChat {
		identity = modelIdentity(spec.Path)
	}
	m, err := s.backend.Load(spec)
	if err != nil {
		return nil, err
	}
	v := &volume{Model: m, spec: spec, files: files, need: file.Need(contextOf(spec, file)), prefixes: prefixes{room: prefixRoom}, fitting: map[llama.AdapterFile]string{}, drafts: newDrafter(), offloaded: s.backend.Offloads()}
	v.single, v.many = newPace(s.backend.MaxThreads(), 4, s.most), newPace(s.backend.MaxThreads(), 64, s.most)
	v.drafting = newPace(s.backend.MaxThreads(), 4, s.most)
	if spec.Kind == inference.KindChat {
		if identity == modelIdentity(spec.Path) { // else it was exchanged: which one is loaded nobody knows
			v.identity = identity
		}
		size := v.Info().ContextTokens
		v.seats, v.seatSize, v.laneSize = []*seat{{Sequence: m.Sequence(0)}}, file.Need(size)-file.Need(0), file.Need(0)-file.Bytes
		for n := range v.each {
			v.each[n] = newPace(s.backend.MaxThreads(), 4, s.most)
		}
		if spec.Threads == 0 {
			if err := v.settle(); err != nil {
				m.Close()
				return nil, err
			}
		}
	}
	s.mu.Lock()
	v.used = s.time()
	s.loaded[spec.Kind] = append(s.loaded[spec.Kind], v)
	s.mu.Unlock()
	return v, nil
}

// settle warms a model that writes up and finds its first number of threads, so
// that the first question does not pay for it. It takes about 0.2 s with the
// bundled model.
func (v *volume) settle() error {
	ctx := context.Background()
	token := []int32{0}
	first := v.seats[0]
	v.SetThreads(1, false)
	if err := first.Decode(ctx, token); err != nil { // reads the file in: no measure
		return err
	}
	for range settleTokens {
		err := v.single.run(ctx, 1, func(ctx context.Context, threads int) error {
			v.SetThreads(threads, false)
			return first.Decode(ctx, token)
		})
		if err != nil {
			return err
		}
		if v.single.trial < 0 && v.single.cost[0] > 0 && !v.single.rising() {
			break
		}
	}
	first.Keep(0)
	return nil
}

// settleTokens bounds what settle computes; 4 threads are reached in 3 windows.
const settleTokens = 64

// contextOf is for how many tokens a model is loaded at most.
func contextOf(spec inference.ModelSpec, file models.File) int {
	return cmp.Or(spec.ContextTokens, min(cmp.Or(file.TrainContext, llama.DefaultContext), llama.DefaultContext))
}

// makeRoom puts models away so that the one of spec, which needs so many bytes, can
// be loaded: the same file in another form, and what there is no room for. The
// caller has the turn.
func (s *shelf) makeRoom(spec inference.ModelSpec, need int64) {
	s.drop(spec.Kind, func(v *volume) bool { return v.spec.Path == spec.Path })
	most := max(1, room[spec.Kind])
	if s.free().Fits(need) == models.FitWell && !s.backend.Offloads() {
		most = max(most, roomWhereItFits)
	}
	s.mu.Lock()
	list := s.loaded[spec.Kind]
	oldest := slices.DeleteFunc(slices.Clone(list), (*volume).held)
	oldest = oldest[:max(0, min(len(oldest), len(list)-most+1))]
	s.mu.Unlock()
	s.drop(spec.Kind, func(v *volume) bool { return slices.Contains(oldest, v) })
	// What is smaller goes too, if that makes room. A larger one stays: to load it
	// again after this one would take longer than both are worth.
	smaller := func(v *volume) bool { return v.need < need }
	for s.couldFit(need, smaller) && s.dropOldest(smaller) {
	}
}

// held says that answers are being written with a model. The caller has the shelf's lock.
func (v *volume) held() bool { return v.answers > 0 }

// promised says that a question of the person's is to come for which the model was
// loaded. The caller has the shelf's lock.
func (v *volume) promised() bool { return time.Now().Before(v.promise) }

// promiseTime is how long after the person's model is loaded the question may come:
// the search is done by then, and the prompt is written.
const promiseTime = 2 * time.Second

// promise notes that a question of the person's is to come for a model that is loaded.
func (s *shelf) promise(spec inference.ModelSpec) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.loaded[spec.Kind] {
		if v.holds(spec) {
			v.promise = time.Now().Add(promiseTime)
		}
	}
}

// fitsBeside says whether another model may be loaded while those of its kind stay that
// which tells: where there are none, or where memory is plainly enough.
func (s *shelf) fitsBeside(spec inference.ModelSpec, need int64, which func(*volume) bool) bool {
	stay, idle, same := 0, int64(0), false
	s.mu.Lock()
	for _, v := range s.loaded[spec.Kind] {
		if !which(v) {
			idle += v.need
			continue
		}
		stay++
		same = same || v.spec.Path == spec.Path // in another form, or exchanged
	}
	s.mu.Unlock()
	if stay == 0 {
		return true
	}
	m := s.free()
	m.Free += idle
	return !same && stay < roomWhereItFits && !s.backend.Offloads() && m.Fits(need) == models.FitWell
}

// roomWhereItFits is how many models of a kind may be loaded where memory is
// plainly enough for one more.
const roomWhereItFits = 2

// couldFit says that so many bytes are not free now, and would be without some of
// the models that are loaded.
func (s *shelf) couldFit(need int64, without func(*volume) bool) bool {
	m := s.free()
	if m.Total == 0 || need <= m.Free {
		return false
	}
	s.any(func(v *volume) bool {
		if !v.held() && without(v) {
			m.Free += v.need
		}
		return false
	})
	return need <= m.Free
}

// dropOldest puts the model away that was not used the longest, of those that
// which allows, and tells whether there was one. The caller has the turn.
func (s *shelf) dropOldest(which func(*volume) bool) bool {
	var oldest *volume
	s.mu.Lock()
	for _, list := range s.loaded {
		for _, v := range list {
			if !v.held() && which(v) && (oldest == nil || v.used.Before(oldest.used)) {
				oldest = v
			}
		}
	}
	s.mu.Unlock()
	if oldest == nil {
		return false
	}
	s.drop(oldest.spec.Kind, func(v *volume) bool { return v == oldest })
	return true
}

func (s *shelf) free() models.Memory {
	if s.memory == nil {
		return models.MachineMemory()
	}
	return s.memory()
}

func (s *shelf) time() time.Time {
	if s.now == nil {
		return time.Now()
	}
	return s.now()
}

// drop puts models of a kind away, all but those that are written with. The caller
// has the turn.
func (s *shelf) drop(kind inference.Kind, which func(*volume) bool) {
	var dropped []*volume
	s.mu.Lock()
	s.loaded[kind] = slices.DeleteFunc(s.loaded[kind], func(v *volume) bool {
		if v.held() || !which(v) {
			return false
		}
		dropped = append(dropped, v)
		return true
	})
	s.mu.Unlock()
	for _, v := range dropped {
		v.use.Lock()
		v.Close()
		v.Model = nil
		v.use.Unlock()
	}
}

// dropFile puts a file away, for whatever it is loaded. The caller has the turn.
func (s *shelf) dropFile(path string) {
	s.mu.Lock()
	kinds := slices.Collect(maps.Keys(s.loaded))
	s.mu.Unlock()
	for _, kind := range kinds {
		s.drop(kind, func(v *volume) bool { return v.spec.Path == path })
	}
}

// needOf is how much memory a model would take, in bytes. 0 is none that could be
// loaded; why not is said by get.
func needOf(spec inference.ModelSpec) int64 {
	file, err := models.Inspect(spec.Path)
	if err != nil || file.Kind != spec.Kind {
		return 0
	}
	return file.Need(contextOf(spec, file))
}

// withVocabulary calls use with the model's vocabulary: at once if the model is
// loaded; else after loading it, between the rounds of the answers that are being
// written where it fits beside their models, or after the last of them. For another
// program it is loaded after those that the person asked for, and between no rounds.
func (s *server) withVocabulary(ctx context.Context, spec inference.ModelSpec, guest bool, use func(Vocabulary, inference.ModelInfo) error) error {
	if v := s.shelf.loadedFor(spec); v != nil {
		v.use.RLock()
		defer v.use.RUnlock()
		if v.Model != nil {
			return use(v, v.Info())
		}
	}
	behind := 0
	if guest {
		behind = 1
	} else {
		need := needOf(spec)
		if err := s.turn.take(ctx, classQuick, math.MaxInt); err != nil {
			return err
		}
		if s.shelf.fitsBeside(spec, need, (*volume).held) {
			defer s.turn.pass()
			return s.loadTo(spec, use)
		}
		s.turn.pass()
	}
	if err := s.turn.take(ctx, classAnswer, behind); err != nil {
		return err
	}
	defer s.turn.pass()
	return s.loadTo(spec, use)
}

// loadTo is withVocabulary in the turn.
func (s *server) loadTo(spec inference.ModelSpec, use func(Vocabulary, inference.ModelInfo) error) error {
	v, err := s.shelf.get(spec)
	if err != nil {
		return err
	}
	return use(v, v.Info())
}

func wrongKind(file models.File, want inference.Kind) error {
	return &inference.Error{Code: inference.CodeModelKind,
		Message: fmt.Sprintf("%s is a model for %s, not for %s. Choose another one.", file.Name, file.Kind.Purpose(), want.Purpose())}
}
