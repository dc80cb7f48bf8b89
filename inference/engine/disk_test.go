package engine

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"carrel/inference"
)

// onDisk has a server keep prompts in a folder.
func onDisk(t *testing.T, s *server, dir string) {
	t.Helper()
	if err := s.configure(inference.EngineSettings{PromptDir: dir, PromptBytes: 1 << 30}); err != nil {
		t.Fatal(err)
	}
	s.disk.Load().free = plenty
}

// plenty is a disk's free room, whatever the machine has.
func plenty(string) (uint64, error) { return 1 << 40, nil }

// files are those that a folder has.
func files(t *testing.T, dir string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// writeBits is an answer with its tokens' probabilities, which show every bit.
func writeBits(t *testing.T, s *server, q inference.GenerateRequest) (inference.GenerateResult, []float64) {
	t.Helper()
	var bits []float64
	q.LogProbs = true
	r, err := s.generate(t.Context(), q, sink{text: func(string) {}, token: func(c inference.TokenChoice) { bits = append(bits, c.LogProb) }})
	if err != nil {
		t.Fatal(err)
	}
	return r, bits
}

// A second engine takes up what the first has computed, to the bit; and nothing of
// a damaged file, of another model or of what was forgotten.
func TestPromptsAreKeptOverARestart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "prompts")
	first, model := atWork(t)
	onDisk(t, first, dir)
	zero := 0.0
	ask := func(question string) inference.GenerateRequest {
		return inference.GenerateRequest{
			Model: model, Prompt: strings.Repeat(story, 11) + question, MaxTokens: 2, IgnoreEOS: true,
			Sampling: inference.Sampling{Temperature: &zero}, KeepPrompt: true,
		}
	}
	question := ask("How large is the mirror of its telescope?")
	other := question
	other.KeepPrompt = false
	cold, coldBits := writeBits(t, first, other)
	if cold.ReusedTokens != 0 {
		t.Fatalf("%+v", cold)
	}
	if first.writing.Wait(); len(files(t, dir)) != 0 {
		t.Fatalf("kept without being asked to: %v", files(t, dir))
	}
	mustWrite(t, first, ask("Who founded it?"))
	first.writing.Wait()
	kept := files(t, dir)
	if len(kept) != 1 {
		t.Fatalf("kept: %v", kept)
	}
	if info, err := os.Stat(kept[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}

	again := func() (inference.GenerateResult, *server) {
		t.Helper()
		first.emptyShelf()
		s, _ := atWork(t)
		onDisk(t, s, dir)
		r, bits := writeBits(t, s, question)
		if r.Text != cold.Text || !slices.Equal(bits, coldBits) {
			t.Errorf("%q after a restart (%d tokens from the disk), %q cold", r.Text, r.ReusedTokens, cold.Text)
		}
		s.writing.Wait()
		return r, s
	}
	warm, s := again()
	if warm.ReusedTokens < warm.PromptTokens-3*prefixBlock {
		t.Errorf("%d of %d tokens came from the disk", warm.ReusedTokens, warm.PromptTokens)
	}
	if now := files(t, dir); !slices.Equal(now, kept) {
		t.Errorf("what the disk has already was written again: %v", now)
	}
	if n := len(chatVolume(t, s).prefixes.kept); n != 0 {
		t.Errorf("%d states stay in memory beside the sequence", n)
	}
	allFree(t, s)

	data, err := os.ReadFile(kept[0])
	if err != nil {
		t.Fatal(err)
	}
	broken := slices.Clone(data)
	broken[len(broken)/2] ^= 1
	if err := os.WriteFile(kept[0], broken, 0o600); err != nil {
		t.Fatal(err)
	}
	damaged, s := again()
	if damaged.ReusedTokens != 0 {
		t.Errorf("%d tokens of a damaged file were used", damaged.ReusedTokens)
	}
	if now, err := os.ReadFile(kept[0]); err == nil && slices.Equal(now, broken) {
		t.Error("a damaged file stays")
	}
	if err := s.forgetDisk(); err != nil || len(files(t, dir)) != 0 {
		t.Errorf("after it was forgotten: %v, %v", files(t, dir), err)
	}
	mustWrite(t, s, ask("What else?")) // it has all in memory; only the disk has forgotten
	if s.writing.Wait(); len(files(t, dir)) != 1 {
		t.Errorf("afterwards: %v", files(t, dir))
	}
}

// What is forgotten while a request waits for its turn is not written by it.
func TestForgettingWinsOverWaiting(t *testing.T) {
	s, model := atWork(t)
	dir := filepath.Join(t.TempDir(), "prompts")
	onDisk(t, s, dir)
	if err := s.turn.take(t.Context(), classAnswer, 0); err != nil {
		t.Fatal(err)
	}
	q := inference.GenerateRequest{Model: model, Prompt: strings.Repeat(story, 10), MaxTokens: 1, IgnoreEOS: true, KeepPrompt: true}
	done := make(chan error, 1)
	go func() {
		_, err := s.generate(t.Context(), q, sink{text: func(string) {}})
		done <- err
	}()
	waiting(t, &s.turn, 1)
	if err := s.forgetDisk(); err != nil {
		t.Fatal(err)
	}
	s.turn.pass()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if seat := chatVolume(t, s).seats[0]; seat.reusable < prefixWorth {
		t.Errorf("only %d tokens could have been kept", seat.reusable)
	}
	if s.writing.Wait(); len(files(t, dir)) != 0 {
		t.Errorf("%v is there", files(t, dir))
	}
}

// What is forgotten while it is written gets no name any more.
func TestForgettingWinsOverWriting(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "prompts")
	s := &server{}
	onDisk(t, s, dir)
	d := s.disk.Load()
	if err := s.forgetDisk(); err != nil {
		t.Fatal(err)
	}
	if err := d.write([32]byte{1}, make([]blockHash, 4), make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	if left := files(t, dir); len(left) != 0 {
		t.Errorf("%v is left", left)
	}
}

func TestTheDiskIsBounded(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "prompts")
	key, state := [32]byte{7}, make([]byte, 1000)
	hashes := func(first byte, n int) []blockHash {
		all := make([]blockHash, n)
		for i := range all {
			all[i] = blockHash{first, byte(i)}
		}
		return all
	}
	d := &disk{dir: dir, most: 3500, free: plenty}
	put := func(d *disk, first byte, n int) {
		t.Helper()
		if err := d.write(key, hashes(first, n), state); err != nil {
			t.Fatal(err)
		}
	}
	has := func(d *disk, first byte) int {
		_, n := d.find(key, hashes(first, 8))
		return n
	}
	put(d, 1, 4)
	put(d, 1, 5) // contains the one before
	if n := len(files(t, dir)); n != 1 || has(d, 1) != 5 {
		t.Errorf("%d files, %d blocks", n, has(d, 1))
	}
	put(d, 2, 4)
	put(d, 3, 4)
	e, _ := d.find(key, hashes(1, 5))
	e.used = e.used.Add(time.Hour)
	put(d, 4, 4) // one has to go
	if n := len(files(t, dir)); n != 3 || has(d, 1) != 5 || has(d, 2) != 0 || has(d, 3) != 4 || has(d, 4) != 4 {
		t.Errorf("%d files; blocks of each %d %d %d %d", n, has(d, 1), has(d, 2), has(d, 3), has(d, 4))
	}
	if e, n := d.find([32]byte{8}, hashes(1, 5)); e != nil || n != 0 {
		t.Error("another model's state is found")
	}

	// As another engine finds the folder: what is no file of its own goes.
	for name, content := range map[string]string{"rest.part": "half", "odd.prompt": "no such thing", "short.prompt": diskMagic + strings.Repeat("\xff", 60)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	next := &disk{dir: dir, most: 3500, free: plenty}
	if has(next, 1) != 5 || has(next, 3) != 4 || len(files(t, dir)) != 3 {
		t.Errorf("afterwards: %v", files(t, dir))
	}
	e, _ = next.find(key, hashes(3, 4))
	if got, err := next.read(e); err != nil || !slices.Equal(got, state) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if err := os.Truncate(e.path, e.bytes-1); err != nil {
		t.Fatal(err)
	}
	if _, err := next.read(e); err == nil || has(next, 3) != 0 {
		t.Error("a file that was cut is used")
	}
	if err := next.write(key, hashes(5, 4), make([]byte, 4000)); err != nil || has(next, 5) != 0 || has(next, 1) != 5 {
		t.Error("what is larger than the room for all is kept, or drives others out")
	}
}

// Answers that end at the same time keep the same prompt once.
func TestTheSamePromptIsKeptOnce(t *testing.T) {
	d := &disk{dir: filepath.Join(t.TempDir(), "prompts"), most: 1 << 20, free: plenty}
	key, hashes := [32]byte{7}, []blockHash{{1}, {2}, {3}, {4}}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := d.write(key, hashes, make([]byte, 1000)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := len(files(t, d.dir)); n != 1 || len(d.entries) != 1 {
		t.Errorf("%d files, %d entries", n, len(d.entries))
	}
	gone := *d.entries[0] // as who found it before it was written again has it
	d.remove(&gone)
	if e, n := d.find(key, hashes); n != 4 || len(files(t, d.dir)) != 1 {
		t.Errorf("%v, %d blocks", e, n)
	}
}

// A disk with little room is left to others, and a folder that could not be read is
// looked into again.
func TestTheDiskHasItsTroubles(t *testing.T) {
	d := &disk{dir: filepath.Join(t.TempDir(), "prompts"), most: 1 << 20, free: func(string) (uint64, error) { return diskFree + 1000, nil }}
	key, hashes := [32]byte{7}, []blockHash{{1}, {2}, {3}, {4}}
	if err := d.write(key, hashes, make([]byte, 1000)); err == nil || len(files(t, d.dir)) != 0 {
		t.Errorf("%v, and %v is there", err, files(t, d.dir))
	}
	other := &disk{dir: d.dir, most: d.most, free: plenty}
	if err := other.write(key, hashes, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	away := d.dir + "-away"
	if err := os.Rename(d.dir, away); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(d.dir, nil, 0o600); err != nil { // no folder
		t.Fatal(err)
	}
	again := &disk{dir: d.dir, most: d.most, free: plenty}
	if _, n := again.find(key, hashes); n != 0 {
		t.Errorf("%d blocks in what is no folder", n)
	}
	if err := os.Remove(d.dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(away, d.dir); err != nil {
		t.Fatal(err)
	}
	if _, n := again.find(key, hashes); n != 4 {
		t.Errorf("%d blocks once it could be read", n)
	}
}

// What a program tells the model each time is kept once, without what was asked, and is
// used by an engine to come, to the bit.
func TestSystemMessagesAreKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "prompts")
	first, model := atWork(t)
	model.ContextTokens = 1024
	zero := 0.0
	ask := func(system, question string) inference.GenerateRequest {
		return inference.GenerateRequest{
			Model: model, MaxTokens: 2, IgnoreEOS: true, Sampling: inference.Sampling{Temperature: &zero}, KeepSystem: true,
			Messages: []inference.Message{{Role: "system", Content: system}, {Role: "user", Content: question}},
		}
	}
	long := strings.Repeat(story, 9)
	cold, bits := writeBits(t, first, ask(long, "Who founded it? "+story))
	onDisk(t, first, dir)
	mustWrite(t, first, ask(story, "Who founded it?")) // short
	if first.writing.Wait(); len(files(t, dir)) != 0 {
		t.Fatalf("a short message is kept: %v", files(t, dir))
	}
	first.emptyShelf()
	first, _ = atWork(t)
	onDisk(t, first, dir)
	mustWrite(t, first, ask(long, "How large is its telescope? "+long[:900]))
	first.writing.Wait()
	kept := files(t, dir)
	if len(kept) != 1 {
		t.Fatalf("kept: %v", kept)
	}
	mustWrite(t, first, ask(long, "What else?"))
	if first.writing.Wait(); !slices.Equal(files(t, dir), kept) {
		t.Errorf("it is kept again: %v", files(t, dir))
	}
	first.emptyShelf()

	second, _ := atWork(t)
	onDisk(t, second, dir)
	warm, warmBits := writeBits(t, second, ask(long, "Who founded it? "+story))
	if warm.Text != cold.Text || !slices.Equal(warmBits, bits) {
		t.Errorf("%q after a restart, %q cold", warm.Text, cold.Text)
	}
	tokens := len(chatVolume(t, second).Tokenize(long, false))
	if warm.ReusedTokens < tokens-prefixBlock || warm.ReusedTokens > tokens+prefixBlock {
		t.Errorf("%d tokens came from the disk, the message has %d", warm.ReusedTokens, tokens)
	}
	// Of the question there is nothing: the same one again has no more of it.
	second.emptyShelf()
	third, _ := atWork(t)
	onDisk(t, third, dir)
	if r := mustWrite(t, third, ask(long, "How large is its telescope? "+long[:900])); r.ReusedTokens != warm.ReusedTokens {
		t.Errorf("%d tokens of the first question's prompt came from the disk, of another's %d", r.ReusedTokens, warm.ReusedTokens)
	}
	allFree(t, third)
}
