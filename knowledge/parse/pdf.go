package parse

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/sys"

	"carrel/knowledge/reader"
)

// Bounds of one document, far beyond what people have and well before what
// hurts.
const (
	// maxPageRunes bounds the text of a page; a dense newspaper page has
	// 30,000 characters. Beyond it the text is cut, with a warning.
	maxPageRunes = 1 << 20
	// maxMissingPages is how many pages in a row may fail to load before the
	// rest is taken to be missing too: a page tree that declares 100,000 pages
	// and has one costs nothing.
	maxMissingPages = 64
	// minMemory is what an instance of the parser needs to start at all.
	minMemory = 32 << 20
)

// pdfEngine runs pdfium, compiled to WebAssembly, in this process. Every
// document gets a fresh instance: what one document does to the parser's
// memory is gone before the next one comes.
type pdfEngine struct {
	cache  string // folder of compiled code; "": none
	memory uint64 // limit of an instance's memory, in bytes
	wasm   []byte // the parser's code; nil: pdfium

	allocator *allocator
	tap       *tap
	pool      pdfium.Pool
	starting  sync.Mutex // one instance at a time
}

// Compile is the process that compiles the PDF parser for the readers: `carrel
// compiler`. Readers execute what lies in that folder and have seen documents of
// strangers, so they may not write there; this process may, and is given none.
// args are those after the word "compiler":
//
//	--cache DIR   where compiled code is put, unless it is there
//
// It returns the exit status: 0 when the code is there, 1 when it could not be
// put there, 2 for wrong arguments.
func Compile(args []string) int {
	flags := flag.NewFlagSet("carrel compiler", flag.ContinueOnError)
	dir := flags.String("cache", "", "folder for compiled code")
	if err := flags.Parse(args); err != nil || *dir == "" {
		return 2
	}
	cache, err := wazero.NewCompilationCacheWithDir(*dir)
	if err == nil {
		engine := &pdfEngine{memory: minMemory}
		defer engine.close()
		engine.pool, err = engine.compile(cache)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "carrel compiler:", err)
		return 1
	}
	return 0
}

// load takes the parser's compiled code from the cache, or compiles it. A cache
// that cannot be used, because nobody has filled it or what lies there is
// damaged, costs time and no document.
func (e *pdfEngine) load() error {
	if e.pool != nil {
		return nil
	}
	if e.cache != "" {
		cache, err := wazero.NewCompilationCacheWithDir(e.cache)
		if err == nil {
			var pool pdfium.Pool
			if pool, err = e.compile(cache); err == nil {
				e.pool = pool
				return nil
			}
		}
		fmt.Fprintf(os.Stderr, "carrel reader: no cache of compiled code: %v\n", err)
	}
	pool, err := e.compile(nil)
	if err != nil {
		return fmt.Errorf("load pdfium: %w", err)
	}
	e.pool = pool
	return nil
}

// compile makes the pool; a nil cache keeps nothing.
func (e *pdfEngine) compile(cache wazero.CompilationCache) (pdfium.Pool, error) {
	config := wazero.NewRuntimeConfig().
		// pdfium's setjmp is built on exception handling.
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling)
	if cache != nil {
		config = config.WithCompilationCache(cache)
	}
	// Not by wazero's own WithMemoryLimitPages: see allocator.
	e.allocator = &allocator{limit: max(e.memory, minMemory) / wasmPage * wasmPage}
	e.tap = &tap{loads: map[api.Module][2]uint64{}}
	ctx := experimental.WithMemoryAllocator(context.Background(), e.allocator)
	return webassembly.Init(webassembly.Config{
		Context:       experimental.WithFunctionListenerFactory(ctx, e.tap),
		MaxTotal:      2,
		MaxIdle:       1,
		FSConfig:      wazero.NewFSConfig(), // no files at all; the default would be the whole disk
		RuntimeConfig: config,
		WASM:          e.wasm,
		Stdout:        os.Stderr,
		Stderr:        os.Stderr,
	})
}

func (e *pdfEngine) close() {
	if e.pool != nil {
		_ = e.pool.Close()
		e.pool = nil
	}
}

// pdfDocument is one open document in its own instance of pdfium.
type pdfDocument struct {
	pdfium.Pdfium
	ref       references.FPDF_DOCUMENT
	allocator *allocator
	tap       *tap
	raw       *rawText
	pages     int
	form      bool // it has fields to fill in
	sealed    bool // it did not open without the password
}

// open opens a document, with the password only if it does not open without
// one: a PDF that is protected against changes alone opens for everybody. Its
// error is a *reader.Problem where the document is at fault.
func (e *pdfEngine) open(data []byte, password string) (*pdfDocument, error) {
	d := &pdfDocument{allocator: e.allocator, tap: e.tap}
	if err := d.start(e); err != nil {
		return nil, err
	}
	// Read through a callback instead of copied into the instance's memory:
	// it is no slower and saves the document's size.
	request := &requests.OpenDocument{FileReader: bytes.NewReader(data), FileReaderSize: int64(len(data))}
	opened, err := d.OpenDocument(request)
	if errors.Is(err, pdfiumerrors.ErrPassword) && password != "" {
		request.Password, d.sealed = &password, true
		opened, err = d.OpenDocument(request)
	}
	if err != nil {
		d.close()
		return nil, d.openProblem(err, password)
	}
	d.ref = opened.Document
	count, err := d.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: d.ref})
	if err != nil {
		d.close()
		return nil, d.fault(err)
	}
	d.pages = count.PageCount
	form, err := d.FPDF_GetFormType(&requests.FPDF_GetFormType{Document: d.ref})
	d.form = err == nil && form.FormType != enums.FPDF_FORMTYPE_NONE
	return d, nil
}

// start gives the document an instance of the parser.
func (d *pdfDocument) start(e *pdfEngine) error {
	e.starting.Lock()
	defer e.starting.Unlock()
	e.allocator.refused.Store(false)
	instance, err := e.pool.GetInstance(time.Minute)
	if err != nil {
		return fmt.Errorf("start a pdfium instance: %w", err)
	}
	d.Pdfium = instance
	if d.raw, err = newRawText(e.tap.started()); err != nil {
		d.close()
		return fmt.Errorf("reach the pdfium instance: %w", err)
	}
	return nil
}

// reopen opens the document anew in place of an instance that has broken.
func (d *pdfDocument) reopen(e *pdfEngine, data []byte, password string) error {
	d.close()
	again, err := e.open(data, password)
	if err != nil {
		return err
	}
	*d = *again
	return nil
}

func (d *pdfDocument) close() {
	_ = d.Pdfium.Close()
	if d.raw != nil {
		d.tap.forget(d.raw.module)
	}
}

// openProblem is why pdfium does not open a document.
func (d *pdfDocument) openProblem(err error, password string) error {
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword) && password == "":
		return &reader.Problem{Code: reader.CodePasswordNeeded, Message: "This PDF opens with a password. Type it to have the document read."}
	case errors.Is(err, pdfiumerrors.ErrPassword):
		return &reader.Problem{Code: reader.CodePasswordWrong, Message: "This password does not open the PDF. Check capital letters and the keyboard's language, then try again."}
	case errors.Is(err, pdfiumerrors.ErrSecurity):
		return &reader.Problem{Code: reader.CodeEncrypted, Message: "This PDF is protected in a way that Carrel cannot open. Save an unprotected copy in a PDF program and add that."}
	case fatal(err):
		return d.fault(err)
	default:
		return &reader.Problem{Code: reader.CodeDamaged, Message: "This PDF is damaged or cut off, and nothing in it could be read. Get it again from where it came, or open and save it in a PDF program."}
	}
}

// fatal reports whether err leaves the instance unusable: a WebAssembly trap,
// an exit, or a panic of the code around it.
func fatal(err error) bool {
	var exit *sys.ExitError
	if errors.As(err, &exit) {
		return true
	}
	text := err.Error()
	return strings.Contains(text, "wasm error") || strings.Contains(text, "panic occurred") || strings.Contains(text, "wasm stack trace")
}

// fault is the problem of a document that broke the parser.
func (d *pdfDocument) fault(err error) error {
	fmt.Fprintf(os.Stderr, "carrel reader: pdfium: %.2000v\n", err)
	if d.allocator.refused.Load() {
		return &reader.Problem{Code: reader.CodeMemory, Message: "Reading this document needs more memory than Carrel allows for one document. Splitting it into smaller files may help."}
	}
	return &reader.Problem{Code: reader.CodeCrashed, Message: crashedText}
}

// readPDF reads a PDF. Inside another document its pictures cannot be reached
// later, so none of its pages waits to be recognised.
func readPDF(j job) (reader.Meta, error) {
	page := j.page
	if j.depth > 0 {
		page = func(p reader.Page) error {
			p.Scan = false
			return j.page(p)
		}
	}
	return j.engine.read(j.data, j.password, page)
}

// read gives all pages of a document to page, then what is known of the whole.
func (e *pdfEngine) read(data []byte, password string, page func(reader.Page) error) (reader.Meta, error) {
	d, err := e.open(data, password)
	if err != nil {
		return reader.Meta{}, err
	}
	defer d.close()
	if d.pages == 0 {
		return reader.Meta{}, &reader.Problem{Code: reader.CodeEmpty, Message: "This PDF has no pages. If it should have some, get it again from where it came."}
	}
	blocks := newBlocks(d.pages, d.label(0) != "")
	blocks.begin(e, data, password)
	defer blocks.stop()
	r := &pdfReading{pages: d.pages, page: page, headings: headingFinder{outline: readOutline(d), sizes: map[int]int{}}}
	if len(r.headings.outline) > 0 {
		blocks.withoutSizes()
	}
	r.meta = reader.Meta{Format: formatPDF, Unit: reader.UnitPage, Sealed: d.sealed, Title: sensibleTitle(d.meta("Title")), Author: sensibleAuthor(d.meta("Author")), Date: d.date()}
	published, authors := xmpOf(data, r.meta.Author)
	if published.Day != "" {
		r.meta.Date = published
	}
	if authors != nil {
		r.meta.Author = oneLine(strings.Join(authors, "; "), 300)
	}
	if err := blocks.each(e, d, data, password, r.take); err != nil {
		if fatal(err) {
			return reader.Meta{}, d.fault(err)
		}
		return reader.Meta{}, err
	}
	return r.end(data)
}

func countPages(n int) string {
	if n == 1 {
		return "1 page"
	}
	return fmt.Sprintf("%d pages", n)
}

// noText is the problem of a document without any text.
func noText(damaged bool) *reader.Problem {
	if damaged {
		return &reader.Problem{Code: reader.CodeDamaged, Message: "None of this PDF's pages could be read; the file is damaged. Get it again from where it came, or open and save it in a PDF program."}
	}
	return &reader.Problem{Code: reader.CodeEmpty, Message: "There is no text in this PDF: its pages are blank or hold drawings only."}
}
