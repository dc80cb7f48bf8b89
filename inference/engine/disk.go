package engine

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"carrel/inference"
	"carrel/inference/models"
)

// disk keeps what was computed of prompts over restarts: one file for each, in a
// folder of the engine's own, together at most so many bytes; the one not used
// the longest goes first. It is a cache: a file that is damaged, or was made by
// another engine or for another model, is of no use and goes.
//
// A file is, with numbers little endian:
//
//	magic    8 bytes
//	key      32 bytes: SHA-256 of all that the state depends on, see diskKey
//	blocks   uint32: how many blocks of prefixBlock tokens
//	size     uint64: bytes of the state
//	hashes   16 bytes per block: of the key and all tokens up to the block's end
//	state    what Sequence.Save gave
//	sum      32 bytes: SHA-256 of all before it
//
// The tokens are not in it. The state is no secret from who can compute with the
// model, though: see docs/security.md.
type disk struct {
	dir  string
	most int64

	free func(dir string) (uint64, error) // bytes that the disk has; nil: as it is

	saving  sync.Mutex // held while a file is written: one at a time
	mu      sync.Mutex
	entries []*diskEntry
	looked  bool // the folder was looked into
	over    bool // its folder was deleted: nothing is written any more
}

// diskEntry is a file.
type diskEntry struct {
	path   string
	bytes  int64
	used   time.Time
	key    [32]byte
	hashes []blockHash
}

type blockHash [16]byte

const (
	diskMagic  = "CarrelP1"
	diskHeader = 8 + 32 + 4 + 8
	diskExt    = ".prompt"
	// mostBlocks bounds what a header may claim: a million tokens.
	mostBlocks = 1 << 20 / prefixBlock
	// diskFree is how much of the disk stays free for others.
	diskFree = 2 << 30
)

var errDamaged = errors.New("what was kept of a prompt is damaged")

// blockHashes identify a prompt's beginnings: each is of the key and all tokens up
// to the end of its block.
func blockHashes(key [32]byte, tokens []int32) []blockHash {
	h := sha256.New()
	h.Write(key[:])
	var all []blockHash
	for ; len(tokens) >= prefixBlock; tokens = tokens[prefixBlock:] {
		_ = binary.Write(h, binary.LittleEndian, tokens[:prefixBlock]) // a hash takes everything
		all = append(all, blockHash(h.Sum(nil)[:16]))
	}
	return all
}

// common is how many blocks at the beginning are the same.
func common(a, b []blockHash) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// find returns the file that has the most blocks of a prompt, and how many.
func (d *disk) find(key [32]byte, hashes []blockHash) (best *diskEntry, blocks int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.look()
	for _, e := range d.entries {
		if n := common(e.hashes, hashes); e.key == key && n > blocks {
			best, blocks = e, n
		}
	}
	return best, blocks
}

// read returns a file's state. A damaged file is deleted.
func (d *disk) read(e *diskEntry) ([]byte, error) {
	data, err := os.ReadFile(e.path)
	if err == nil {
		var state []byte
		if state, err = stateOf(data, e); err == nil {
			d.mu.Lock()
			e.used = time.Now()
			d.mu.Unlock()
			_ = os.Chtimes(e.path, time.Time{}, time.Now()) // else it goes sooner
			return state, nil
		}
	}
	d.remove(e)
	return nil, err
}

func stateOf(data []byte, e *diskEntry) ([]byte, error) {
	if len(data) < diskHeader+sha256.Size {
		return nil, errDamaged
	}
	body, sum := data[:len(data)-sha256.Size], data[len(data)-sha256.Size:]
	from := diskHeader + len(e.hashes)*len(blockHash{})
	if got := sha256.Sum256(body); !bytes.Equal(got[:], sum) || from > len(body) {
		return nil, errDamaged
	}
	if header, err := readDiskHeader(bytes.NewReader(body)); err != nil || header.key != e.key || !slices.Equal(header.hashes, e.hashes) {
		return nil, errDamaged // exchanged since the folder was looked into
	}
	return body[from:], nil
}

// readDiskHeader reads a file's beginning.
func readDiskHeader(r io.Reader) (e diskEntry, err error) {
	var fixed [diskHeader]byte
	if _, err := io.ReadFull(r, fixed[:]); err != nil || string(fixed[:8]) != diskMagic {
		return e, errDamaged
	}
	copy(e.key[:], fixed[8:])
	blocks := binary.LittleEndian.Uint32(fixed[40:])
	size := binary.LittleEndian.Uint64(fixed[44:])
	if blocks == 0 || blocks > mostBlocks || size > math.MaxInt64/2 {
		return e, errDamaged
	}
	e.hashes = make([]blockHash, blocks)
	for i := range e.hashes {
		if _, err := io.ReadFull(r, e.hashes[i][:]); err != nil {
			return e, errDamaged
		}
	}
	e.bytes = fileBytes(int(blocks), int64(size))
	return e, nil
}

// write keeps a state, in place of those that it contains and of the oldest. The
// file appears whole or not at all.
func (d *disk) write(key [32]byte, hashes []blockHash, state []byte) error {
	e := &diskEntry{key: key, hashes: hashes, used: time.Now(), bytes: fileBytes(len(hashes), int64(len(state)))}
	if e.bytes > d.most {
		return nil
	}
	d.saving.Lock()
	defer d.saving.Unlock()
	if err := os.MkdirAll(d.dir, 0o700); err != nil {
		return err
	}
	freeBytes := d.free
	if freeBytes == nil {
		freeBytes = models.FreeBytes
	}
	if free, err := freeBytes(d.dir); err == nil && free < uint64(diskFree+e.bytes) {
		return errors.New("the disk has too little room to keep what was computed of a prompt")
	}
	d.mu.Lock()
	if d.over {
		d.mu.Unlock()
		return nil
	}
	d.look()
	var going []*diskEntry
	left := d.most - e.bytes
	slices.SortFunc(d.entries, func(a, b *diskEntry) int { return b.used.Compare(a.used) }) // the newest first
	for _, o := range d.entries {
		if o.key == key && common(o.hashes, hashes) == len(o.hashes) {
			going = append(going, o)
		} else if left -= o.bytes; left < 0 {
			going = append(going, o)
		}
	}
	d.mu.Unlock()
	for _, o := range going {
		d.remove(o)
	}
	f, err := os.CreateTemp(d.dir, "*.part") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // does nothing once it has its name
	sum := sha256.New()
	out := io.MultiWriter(f, sum)
	var header bytes.Buffer
	header.WriteString(diskMagic)
	header.Write(key[:])
	_ = binary.Write(&header, binary.LittleEndian, uint32(len(hashes)))
	_ = binary.Write(&header, binary.LittleEndian, uint64(len(state)))
	for _, h := range hashes {
		header.Write(h[:])
	}
	_, err = out.Write(header.Bytes())
	if err == nil {
		_, err = out.Write(state)
	}
	if err == nil {
		_, err = f.Write(sum.Sum(nil))
	}
	if err = cmp.Or(err, f.Close()); err != nil {
		return err
	}
	last := hashes[len(hashes)-1]
	e.path = filepath.Join(d.dir, fmt.Sprintf("%x%s", last, diskExt))
	// Whoever empties the folder holds mu: nothing gets its name afterwards.
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.over {
		return nil
	}
	if err := os.Rename(f.Name(), e.path); err != nil {
		return err
	}
	d.entries = slices.DeleteFunc(d.entries, func(o *diskEntry) bool { return o.path == e.path }) // it is this one now
	d.entries = append(d.entries, e)
	return nil
}

// fileBytes is the size of the file for a state of so many bytes.
func fileBytes(blocks int, state int64) int64 {
	return int64(diskHeader) + int64(blocks)*int64(len(blockHash{})) + state + sha256.Size
}

// look reads what is in the folder. The caller holds mu.
func (d *disk) look() {
	if d.looked {
		return
	}
	files, err := os.ReadDir(d.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return // perhaps the next time
	}
	d.looked = true
	for _, file := range files {
		path := filepath.Join(d.dir, file.Name())
		if !strings.HasSuffix(path, diskExt) {
			_ = os.Remove(path) // of a write that was broken off
			continue
		}
		if e, err := lookInto(path); err == nil {
			d.entries = append(d.entries, e)
		} else if !errors.Is(err, fs.ErrNotExist) {
			_ = os.Remove(path)
		}
	}
}

func lookInto(path string) (*diskEntry, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	e, err := readDiskHeader(f)
	if err != nil {
		return nil, err
	}
	if e.bytes != info.Size() {
		return nil, errDamaged
	}
	e.path, e.used = path, info.ModTime()
	return &e, nil
}

func (d *disk) remove(e *diskEntry) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if i := slices.Index(d.entries, e); i >= 0 { // else another one may have its name by now
		_ = os.Remove(e.path)
		d.entries = slices.Delete(d.entries, i, i+1)
	}
}

// fromDisk brings what an earlier engine had computed of a prompt into memory, where
// it is more than what is there: recall then finds it among the prefixes. The
// returned function takes it out of them again.
func (a *answer) fromDisk() (done func()) {
	done = func() {}
	d := a.keptIn
	if d == nil || !a.adapters.onDisk() || d != a.disk.Load() { // forgotten while it waited
		return done
	}
	key, err := a.diskKey(a.volume, a.adapters.key)
	if err != nil {
		return done
	}
	usable := a.tokens[:wholeBlocks(len(a.tokens))]
	e, blocks := d.find(key, blockHashes(key, usable))
	there := max(a.there(), a.written(a.seat))
	n := blocks * prefixBlock
	if n < there+prefixWorth {
		return done
	}
	state, err := d.read(e)
	if err != nil {
		return done
	}
	// What else its sequence held is not known, and dropped at once.
	tokens := slices.Clone(a.tokens[:n])
	for len(tokens) < len(e.hashes)*prefixBlock {
		tokens = append(tokens, -1)
	}
	k := &prefix{tokens: tokens, adapters: a.adapters.key, state: state}
	a.prefixes.kept = append(a.prefixes.kept, k)
	return func() {
		a.prefixes.kept = slices.DeleteFunc(a.prefixes.kept, func(o *prefix) bool { return o == k })
	}
}

// toDisk keeps what was computed of an answer's prompt for an engine to come, when
// nobody computes or wants to. What was computed is copied in the turn and written
// outside it. d is what there was when the request came: what was forgotten since is
// not brought back.
func (s *server) toDisk(d *disk, v *volume, tokens []int32, adapters string) {
	if d == nil {
		return
	}
	_ = s.turn.take(context.Background(), classBulk, math.MaxInt-1) // never refused: the context does not end
	key, hashes, state := s.worthKeeping(d, v, tokens, adapters)
	s.turn.pass()
	if state == nil {
		return
	}
	if err := d.write(key, hashes, state); err != nil {
		fmt.Fprintln(os.Stderr, "carrel engine: keeping what was computed of a prompt:", err)
	}
}

// worthKeeping gives the state after a prompt's whole blocks, nil where it is not
// there any more, or the disk has most of it. The caller has the turn.
func (s *server) worthKeeping(d *disk, v *volume, tokens []int32, adapters string) (key [32]byte, hashes []blockHash, state []byte) {
	tokens = tokens[:len(tokens)/prefixBlock*prefixBlock]
	if v.Model == nil || d != s.disk.Load() { // put away, or given up
		return key, nil, nil
	}
	key, err := s.diskKey(v, adapters)
	if err != nil {
		return key, nil, nil
	}
	for _, seat := range v.seats {
		if seat.taken || seat.adapters != adapters || seat.reusable == 0 || !startsWith(tokens, seat.Kept()[:seat.reusable]) {
			continue
		}
		tokens = tokens[:seat.reusable]
		hashes = blockHashes(key, tokens)
		if _, have := d.find(key, hashes); len(tokens)-have*prefixBlock < prefixWorth {
			return key, nil, nil
		}
		if seat.Keep(seat.reusable); fileBytes(len(hashes), seat.StateBytes()) > d.most {
			return key, nil, nil
		}
		return key, hashes, seat.Save()
	}
	return key, nil, nil
}

// systemTokens is how many tokens of a prompt, in whole blocks, the system's messages at
// its beginning make, with what the template puts before them: as many as another chat
// with the same ones has. 0 where they are not worth keeping.
func (v *volume) systemTokens(messages []inference.Message, prompt []int32) int {
	if len(prompt) < prefixWorth {
		return 0
	}
	n := 0
	for n < len(messages) && messages[n].Role == "system" {
		n++
	}
	if n == 0 || n == len(messages) {
		return 0
	}
	other := "?"
	if strings.HasPrefix(messages[n].Content, other) {
		other = "!"
	}
	text, err := v.RenderChat(append(slices.Clone(messages[:n]), inference.Message{Role: "user", Content: other}))
	if err != nil {
		return 0 // this template wants more than one question
	}
	if same := commonBlocks(v.Tokenize(text, true), prompt); same >= prefixWorth {
		return same
	}
	return 0
}

// keepSystem keeps on disk what is computed now, the system's messages, where it is not
// there yet. The caller has the turn; the file is written outside it.
func (a *answer) keepSystem() {
	d := a.keptIn
	if !a.adapters.onDisk() || d != a.disk.Load() {
		return
	}
	key, err := a.diskKey(a.volume, a.adapters.key)
	if err != nil {
		return
	}
	hashes := blockHashes(key, a.tokens[:a.system])
	if _, have := d.find(key, hashes); have == len(hashes) || fileBytes(len(hashes), a.seat.StateBytes()) > d.most {
		return
	}
	state := a.seat.Save()
	if state == nil {
		return
	}
	a.writing.Go(func() {
		if err := d.write(key, hashes, state); err != nil {
			fmt.Fprintln(os.Stderr, "carrel engine: keeping what was computed of a system's message:", err)
		}
	})
}
