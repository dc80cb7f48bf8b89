package parse

import (
	"fmt"
	"os"
	"runtime"
	"sync"
)

// A long PDF is read by two instances of the parser at once, each taking the
// next block of pages. The pages still come in order. Both share the limit of
// the parser's memory: if it does not suffice for two, one goes on alone.

const (
	helpedPages = 96 // a shorter document is read before the helper has begun
	blockPages  = 16
	blocksAhead = 4 // read before their turn, per instance
)

// pdfBlocks hands out the blocks of a document's pages and takes what was read.
type pdfBlocks struct {
	pages    int
	labelled bool

	mu      sync.Mutex
	sizes   bool // of letters are asked for; pages may have them without need
	changed sync.Cond
	next    int   // the first block that nobody has taken
	back    []int // blocks that the helper took and did not read
	given   int   // the block whose pages go on next
	read    map[int][]pageResult
	stopped bool // the helper is to end
	helped  bool // the helper is at work
	began   bool // there was one
}

func newBlocks(pages int, labelled bool) *pdfBlocks {
	b := &pdfBlocks{pages: pages, labelled: labelled, sizes: true, read: map[int][]pageResult{}}
	b.changed.L = &b.mu
	return b
}

// withoutSizes says that the document's headings are not told by the size of
// their letters.
func (b *pdfBlocks) withoutSizes() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sizes = false
}

// begin lets a helper read the pages of a long document. It may begin before the
// one that hands the pages out, who has its outline to read first.
func (b *pdfBlocks) begin(e *pdfEngine, data []byte, password string) {
	if b.pages >= helpedPages && runtime.GOMAXPROCS(0) > 1 && e.allocator.room(minMemory) {
		b.helped, b.began = true, true
		go b.help(e, data, password)
	}
}

func (b *pdfBlocks) count() int { return (b.pages + blockPages - 1) / blockPages }

// take takes the next block to read that is not too far ahead; the caller holds mu.
func (b *pdfBlocks) take() (block int, ok bool) {
	if n := len(b.back); n > 0 {
		block, b.back = b.back[n-1], b.back[:n-1]
		return block, true
	}
	if b.next >= b.count() || b.next > b.given+blocksAhead {
		return 0, false
	}
	b.next++
	return b.next - 1, true
}

// readBlock reads the pages of a block. Its error is that of a parser that can
// read nothing more; stop, when not nil, is asked between pages.
func (b *pdfBlocks) readBlock(d *pdfDocument, block int, stop func() bool) ([]pageResult, error) {
	b.mu.Lock()
	sizes := b.sizes
	b.mu.Unlock()
	var results []pageResult
	for n := block*blockPages + 1; n <= min(b.pages, (block+1)*blockPages); n++ {
		if stop != nil && stop() {
			return nil, nil
		}
		r, err := d.readPage(n, b.labelled, sizes || n == 1) // a title is told by them too
		if err != nil {
			return nil, err
		}
		results = append(results, r)
	}
	return results, nil
}

// help reads blocks until there are none left, in an instance of its own. What
// breaks it costs nothing but its help.
func (b *pdfBlocks) help(e *pdfEngine, data []byte, password string) {
	block := -1
	defer func() {
		if fault := recover(); fault != nil {
			fmt.Fprintf(os.Stderr, "carrel reader: the second parser: panic: %v\n", fault)
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		if block >= 0 {
			b.back = append(b.back, block)
		}
		b.helped = false
		b.changed.Broadcast()
	}()
	d, err := e.open(data, password)
	if err != nil {
		fmt.Fprintf(os.Stderr, "carrel reader: the second parser: %v\n", err)
		return
	}
	defer d.close()
	stop := func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return b.stopped
	}
	for {
		b.mu.Lock()
		for {
			if b.stopped || b.given >= b.count() {
				b.mu.Unlock()
				return
			}
			var ok bool
			if block, ok = b.take(); ok {
				break
			}
			block = -1
			b.changed.Wait()
		}
		b.mu.Unlock()
		results, err := b.readBlock(d, block, stop)
		if err != nil {
			fmt.Fprintf(os.Stderr, "carrel reader: the second parser: %.500v\n", err)
			return
		}
		if results == nil {
			return
		}
		b.mu.Lock()
		b.read[block] = results
		block = -1
		b.changed.Broadcast()
		b.mu.Unlock()
	}
}

// stop ends the helper and waits for that.
func (b *pdfBlocks) stop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stopped = true
	b.changed.Broadcast()
	for b.helped {
		b.changed.Wait()
	}
}

// each gives all pages in order to take, until that wants no more.
func (b *pdfBlocks) each(e *pdfEngine, d *pdfDocument, data []byte, password string, take func(pageResult) (bool, error)) error {
	for block := range b.count() {
		results, err := b.wait(e, d, data, password, block)
		if err != nil {
			return err
		}
		for _, r := range results {
			if more, err := take(r); err != nil || !more {
				return err
			}
		}
	}
	return nil
}

// wait gives the pages of a block. Until they are there it reads others.
func (b *pdfBlocks) wait(e *pdfEngine, d *pdfDocument, data []byte, password string, want int) ([]pageResult, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.given = want
	b.changed.Broadcast()
	for {
		if results, ok := b.read[want]; ok {
			delete(b.read, want)
			b.given = want + 1
			b.changed.Broadcast()
			return results, nil
		}
		block, ok := b.take()
		if !ok {
			b.changed.Wait()
			continue
		}
		b.mu.Unlock()
		results, err := b.readBlock(d, block, nil)
		if err != nil && d.allocator.refused.Load() && b.alone() {
			// There was not enough memory for two.
			if err = d.reopen(e, data, password); err == nil {
				results, err = b.readBlock(d, block, nil)
			}
		}
		b.mu.Lock()
		if err != nil {
			return nil, err
		}
		b.read[block] = results
	}
}

// alone ends the helper; it reports whether there was one.
func (b *pdfBlocks) alone() bool {
	b.mu.Lock()
	before := b.stopped
	b.mu.Unlock()
	if !b.began || before {
		return false
	}
	b.stop()
	return true
}
