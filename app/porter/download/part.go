package download

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
)

// partInfo is what FILE.part.json says: what the file beside it is a part of. A
// part of something else is of no use.
type partInfo struct {
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256,omitempty"`
	Tag    string `json:"etag,omitempty"` // the source's, where it names no hash
	Block  int64  `json:"block"`          // bytes; the last one may have fewer
	Blocks []bool `json:"blocks"`         // those that are there
}

// part is a file that is being fetched.
type part struct {
	partInfo
	file  *os.File
	path  string // of the part
	final string
	done  atomic.Int64 // bytes that are there

	mutex sync.Mutex // of Blocks and of the file that has them
}

const (
	partSuffix = ".part"
	infoSuffix = ".part.json"
)

// openPart opens the part of a file, and takes what is there if it is a part of
// the same one.
func openPart(final string, info partInfo) (*part, error) {
	p := &part{partInfo: info, path: final + partSuffix, final: final}
	kept, ok := readInfo(final)
	same := ok && kept.Bytes == info.Bytes && (info.SHA256 != "" && kept.SHA256 == info.SHA256 || info.SHA256 == "" && kept.SHA256 == "" && info.Tag != "" && kept.Tag == info.Tag)
	if !same {
		RemovePart(final)
		p.Blocks = make([]bool, (info.Bytes+info.Block-1)/info.Block)
	} else {
		p.Block, p.Blocks = kept.Block, kept.Blocks
	}
	var err error
	if p.file, err = os.OpenFile(p.path, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, onDisk("write "+p.path, err)
	}
	length, err := p.file.Stat()
	if err == nil && same && length.Size() != info.Bytes {
		clear(p.Blocks) // somebody else has changed it
	}
	if err == nil {
		err = p.file.Truncate(info.Bytes) // sparse, where the disk can
	}
	if err == nil {
		err = p.save()
	}
	if err != nil {
		p.file.Close()
		return nil, onDisk("write "+p.path, err)
	}
	p.done.Store(p.partInfo.have())
	return p, nil
}

// readInfo reads what is known of a part; false where there is none to go on with.
func readInfo(final string) (partInfo, bool) {
	var info partInfo
	data, err := os.ReadFile(final + infoSuffix)
	if err != nil || json.Unmarshal(data, &info) != nil {
		return partInfo{}, false
	}
	ok := info.Bytes > 0 && info.Block > 0 && int64(len(info.Blocks)) == (info.Bytes+info.Block-1)/info.Block
	if _, err := os.Stat(final + partSuffix); err != nil {
		return partInfo{}, false
	}
	return info, ok
}

// have is how many bytes the blocks make that are there.
func (i partInfo) have() (n int64) {
	for block, there := range i.Blocks {
		if there {
			from, to := i.bounds(block)
			n += to - from
		}
	}
	return n
}

// bounds are the bytes [from, to) of a block.
func (i partInfo) bounds(block int) (from, to int64) {
	from = int64(block) * i.Block
	return from, min(from+i.Block, i.Bytes)
}

// Part says how much of a file is there from an earlier try: done of total bytes.
// Both are 0 where nothing is.
func Part(final string) (done, total int64) {
	info, ok := readInfo(final)
	if !ok {
		return 0, 0
	}
	return info.have(), info.Bytes
}

// RemovePart deletes what an earlier try has left of a file.
func RemovePart(final string) error {
	var errs []error
	for _, path := range []string{final + infoSuffix, final + partSuffix} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// missing are the blocks that are not there.
func (p *part) missing() (list []int) {
	for block, there := range p.Blocks {
		if !there {
			list = append(list, block)
		}
	}
	return list
}

func (p *part) write(b []byte, at int64) error {
	if _, err := p.file.WriteAt(b, at); err != nil {
		return onDisk("write "+p.path, err)
	}
	return nil
}

// note notes that a block is there: first the bytes reach the disk, then the note.
func (p *part) note(block int) error {
	if err := p.file.Sync(); err != nil {
		return onDisk("write "+p.path, err)
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.Blocks[block] = true
	if err := p.save(); err != nil {
		return onDisk("write "+p.path, err)
	}
	return nil
}

// noteAll is note for all of them, of which nobody will read the note.
func (p *part) noteAll() error {
	for block := range p.Blocks {
		p.Blocks[block] = true
	}
	if err := p.file.Sync(); err != nil {
		return onDisk("write "+p.path, err)
	}
	return nil
}

// restart forgets all blocks: the file comes from its beginning.
func (p *part) restart() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	clear(p.Blocks)
	p.done.Store(0)
	_ = p.save() // what it says of blocks that are overwritten has to go, and the hash finds it if it didn't
}

// save writes the note in one step.
func (p *part) save() error {
	data, err := json.Marshal(p.partInfo)
	if err != nil {
		return err
	}
	path := p.final + infoSuffix
	if err := os.WriteFile(path+".new", data, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// name gives the whole file its name.
func (p *part) name() error {
	if err := p.file.Close(); err != nil {
		return onDisk("write "+p.path, err)
	}
	if err := os.Rename(p.path, p.final); err != nil {
		return onDisk("name "+p.final, err)
	}
	_ = os.Remove(p.final + infoSuffix)
	if dir, err := os.Open(filepath.Dir(p.final)); err == nil {
		_ = dir.Sync() // not every system syncs folders
		dir.Close()
	}
	return nil
}

// drop deletes the part.
func (p *part) drop() {
	p.file.Close()
	_ = RemovePart(p.final)
}

// dropEmpty deletes it where nothing has come yet.
func (p *part) dropEmpty() {
	if p.done.Load() == 0 {
		p.drop()
	}
}

func (p *part) close() { p.file.Close() }
