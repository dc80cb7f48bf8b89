package parse

import (
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/klippa-app/go-pdfium/requests"

	"carrel/knowledge/reader"
)

// try opens a document and says whether that took the request's password.
func try(engine *pdfEngine, req reader.Request, data []byte, ready func() error) (reader.Meta, error) {
	d, err := openPDF(engine, req, data, ready)
	if err != nil {
		return reader.Meta{}, err
	}
	defer d.close()
	return reader.Meta{Format: formatPDF, Unit: reader.UnitPage, Pages: d.pages, Sealed: d.sealed}, nil
}

// unseal writes the same PDF without its password, as chunks: the copy is never
// whole in this process, and on no disk.
func unseal(engine *pdfEngine, req reader.Request, data []byte, out io.Writer) error {
	d, err := openPDF(engine, req, data, func() error { return reader.WriteFrame(out, reader.KindReady, nil) })
	if err != nil {
		return err
	}
	defer d.close()
	chunks := &chunkWriter{out: out}
	_, err = d.FPDF_SaveAsCopy(&requests.FPDF_SaveAsCopy{Document: d.ref, Flags: requests.SaveFlagRemoveSecurity, FileWriter: chunks})
	switch {
	case chunks.err != nil:
		return chunks.err // the core has gone
	case err != nil && fatal(err):
		return d.fault(err)
	case err != nil:
		fmt.Fprintf(os.Stderr, "carrel reader: copy without password: %v\n", err)
		return &reader.Problem{Code: reader.CodeDamaged, Message: "This PDF cannot be shown: it is damaged. What was read of it can still be found."}
	}
	if err := chunks.flush(); err != nil {
		return err
	}
	return reader.WriteFrame(out, reader.KindEnd, nil)
}

// openPDF opens the document of a request, which has to be a PDF: no other
// format is opened with a password.
func openPDF(engine *pdfEngine, req reader.Request, data []byte, ready func() error) (*pdfDocument, error) {
	format, problem := detect(data, req.Name)
	if problem != nil {
		return nil, problem
	}
	if format != formatPDF {
		return nil, &reader.Problem{Code: reader.CodeUnsupported, Message: "Carrel opens only PDFs with a password, and this is none."}
	}
	if err := engine.load(); err != nil {
		return nil, err
	}
	if err := ready(); err != nil {
		return nil, err
	}
	return engine.open(data, req.Password)
}

// chunkWriter makes frames of what pdfium writes, which comes in pieces of a few
// bytes.
type chunkWriter struct {
	out io.Writer
	buf []byte
	err error // of out: pdfium only knows that something went wrong
}

func (c *chunkWriter) Write(p []byte) (int, error) {
	c.buf = append(c.buf, p...)
	if len(c.buf) >= reader.ChunkBytes {
		if err := c.flush(); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

func (c *chunkWriter) flush() error {
	for part := range slices.Chunk(c.buf, reader.ChunkBytes) {
		if c.err == nil {
			c.err = reader.WriteFrame(c.out, reader.KindChunk, part)
		}
	}
	c.buf = c.buf[:0]
	return c.err
}
