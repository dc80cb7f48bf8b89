package parse

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"carrel/knowledge/reader"
)

// tap finds the WebAssembly module behind an instance of go-pdfium, and the
// address of the text page that was loaded last. go-pdfium's own calls lock,
// allocate and look handles up for every character; asked directly, the place
// of a character costs some 0.1 µs instead of 2, and the places of all words of
// a page cost 3 % of reading it.
//
// It listens to two functions that are called once per instance and once per
// page; all others run as if nobody listened.
type tap struct {
	mu    sync.Mutex
	last  api.Module               // the module that was started last
	loads map[api.Module][2]uint64 // the page and the text page that each module loaded last
}

const (
	tapStart = "FPDF_InitLibrary"
	tapText  = "FPDFText_LoadPage"
)

// NewFunctionListener implements experimental.FunctionListenerFactory.
func (t *tap) NewFunctionListener(f api.FunctionDefinition) experimental.FunctionListener {
	if names := f.ExportNames(); slices.Contains(names, tapStart) || slices.Contains(names, tapText) {
		return t
	}
	return nil
}

// Before implements experimental.FunctionListener.
func (t *tap) Before(_ context.Context, m api.Module, f api.FunctionDefinition, arguments []uint64, _ experimental.StackIterator) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if slices.Contains(f.ExportNames(), tapStart) {
		t.last = m
	} else if len(arguments) == 1 {
		t.loads[m] = [2]uint64{arguments[0], 0}
	}
}

// After implements experimental.FunctionListener.
func (t *tap) After(_ context.Context, m api.Module, f api.FunctionDefinition, results []uint64) {
	if slices.Contains(f.ExportNames(), tapText) && len(results) == 1 {
		t.mu.Lock()
		t.loads[m] = [2]uint64{t.loads[m][0], results[0]}
		t.mu.Unlock()
	}
}

// Abort implements experimental.FunctionListener.
func (t *tap) Abort(context.Context, api.Module, api.FunctionDefinition, error) {}

// started is the module that was started last.
func (t *tap) started() api.Module {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last
}

// loaded are the page and the text page that m loaded last.
func (t *tap) loaded(m api.Module) (page, text uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.loads[m][0], t.loads[m][1]
}

// forget drops what is known of m.
func (t *tap) forget(m api.Module) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.loads, m)
	if t.last == m {
		t.last = nil
	}
}

// rawText asks pdfium about single characters, by their index.
type rawText struct {
	module    api.Module
	functions map[string]rawFunction
	charBox   api.Function // the one that is asked most
	stack     [8]uint64
	out       uint32 // 64 bytes in the module's memory for results
	err       error  // the first trap; nothing is asked after it
}

// rawFunction is a function of pdfium.
type rawFunction struct {
	api.Function
	// narrow says that its result has 32 bits: the upper half of what arrives of it holds
	// whatever stood there before, and made text objects pass for something else.
	narrow bool
}

var errNoModule = errors.New("the parser's module was not found")

func newRawText(m api.Module) (*rawText, error) {
	if m == nil {
		return nil, errNoModule
	}
	t := &rawText{module: m, functions: map[string]rawFunction{}}
	at := t.call("malloc", 64)
	if t.err != nil {
		return nil, t.err
	}
	if at == 0 {
		return nil, errNoModule
	}
	t.out, t.charBox = uint32(at), m.ExportedFunction("FPDFText_GetCharBox")
	return t, nil
}

// call calls a function of pdfium; 0 after a fault.
func (t *rawText) call(name string, arguments ...uint64) uint64 {
	if t.err != nil {
		return 0
	}
	f := t.functions[name]
	if f.Function == nil {
		if f.Function = t.module.ExportedFunction(name); f.Function == nil {
			t.err = errors.New(name + " is not in the parser")
			return 0
		}
		results := f.Definition().ResultTypes()
		f.narrow = len(results) == 1 && results[0] == api.ValueTypeI32
		t.functions[name] = f
	}
	copy(t.stack[:], arguments)
	if err := f.CallWithStack(context.Background(), t.stack[:]); err != nil {
		t.err = err
		return 0
	}
	if f.narrow {
		return uint64(uint32(t.stack[0]))
	}
	return t.stack[0]
}

func (t *rawText) double(i uint32) float64 {
	v, _ := t.module.Memory().ReadFloat64Le(t.out + 8*i)
	return v
}

// index is the character that a unit of the page's text came from; -1: none.
func (t *rawText) index(page uint64, unit int32) int {
	return int(int32(t.call("FPDFText_GetCharIndexFromTextIndex", page, uint64(uint32(unit)))))
}

// box is the tight box of a character, in the page's user space.
func (t *rawText) box(page uint64, char int) (reader.Box, bool) {
	if t.charBox == nil || t.err != nil {
		return reader.Box{}, false
	}
	o := uint64(t.out)
	t.stack = [8]uint64{page, uint64(uint32(int32(char))), o, o + 8, o + 16, o + 24}
	if t.err = t.charBox.CallWithStack(context.Background(), t.stack[:]); t.err != nil || t.stack[0] == 0 {
		return reader.Box{}, false
	}
	// The order of the arguments is left, right, bottom, top.
	b := reader.Box{Left: t.double(0), Right: t.double(1), Bottom: t.double(2), Top: t.double(3)}
	return b, sane(b.Left) && sane(b.Right) && sane(b.Bottom) && sane(b.Top)
}

// cell is a character's box as wide as its font lets it stand: with the space on
// both sides that belongs to it. It is the box itself where the font's own
// figures cannot be right, and of text that is slanted, neither level nor upright.
func (t *rawText) cell(page uint64, char int, box reader.Box) (cell reader.Box, slanted bool) {
	size, turn := t.font(page, char)
	loose, ok := t.looseBox(page, char)
	if turn < 0 || !ok {
		return box, turn < 0
	}
	cell = box
	if turn%2 == 0 {
		cell.Left, cell.Right = min(box.Left, loose.Left), max(box.Right, loose.Right)
	} else {
		cell.Bottom, cell.Top = min(box.Bottom, loose.Bottom), max(box.Top, loose.Top)
	}
	if max(cell.Right-cell.Left, cell.Top-cell.Bottom) > 1.5*size+max(box.Right-box.Left, box.Top-box.Bottom) {
		return box, false
	}
	return cell, false
}

// looseBox is a character's place by its font's figures, whatever its ink.
func (t *rawText) looseBox(page uint64, char int) (reader.Box, bool) {
	if t.call("FPDFText_GetLooseCharBox", page, uint64(uint32(int32(char))), uint64(t.out)) == 0 {
		return reader.Box{}, false
	}
	top, bottom := t.float(1), t.float(3)
	b := reader.Box{Left: t.float(0), Right: t.float(2), Bottom: min(top, bottom), Top: max(top, bottom)}
	return b, sane(b.Left) && sane(b.Right) && sane(b.Bottom) && sane(b.Top)
}

// origin is where a character begins on its baseline.
func (t *rawText) origin(page uint64, char int) (x, y float64, ok bool) {
	o := uint64(t.out)
	if t.call("FPDFText_GetCharOrigin", page, uint64(uint32(int32(char))), o, o+8) == 0 {
		return 0, 0, false
	}
	x, y = t.double(0), t.double(1)
	return x, y, sane(x) && sane(y)
}

// generated reports whether pdfium made a character up: a space between words
// that are set apart without one.
func (t *rawText) generated(page uint64, char int) bool {
	return int32(t.call("FPDFText_IsGenerated", page, uint64(uint32(int32(char))))) == 1
}

// sane reports whether v can be a coordinate on a page.
func sane(v float64) bool { return math.Abs(v) < 1e6 }

// font is the size in points at which a character is drawn, 0 when that is not
// known, and how far it is turned against the page, in quarter turns
// counterclockwise; -1: between two of them.
func (t *rawText) font(page uint64, char int) (size float64, turn int) {
	size = math.Float64frombits(t.call("FPDFText_GetFontSize", page, uint64(uint32(int32(char)))))
	turn = -1
	// Many programs set the font at size 1 and scale it by the text matrix.
	if t.call("FPDFText_GetMatrix", page, uint64(uint32(int32(char))), uint64(t.out)) != 0 {
		a, b, c, d := t.float(0), t.float(1), t.float(2), t.float(3)
		size *= math.Hypot(c, d)
		turn = quarter(math.Atan2(b, a))
	}
	if !(size >= 0 && size <= 10000) {
		return 0, turn
	}
	return size, turn
}
