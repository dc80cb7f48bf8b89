package parse

import (
	"os"
	"testing"

	"carrel/knowledge/reader"
)

// BenchmarkReadPDF reads a long manual in this process, so that a profile shows
// where the time goes.
func BenchmarkReadPDF(b *testing.B) {
	data, err := os.ReadFile("../../../shared/corpus/pdf/debian__octave.pdf")
	if err != nil {
		b.Skip("the corpus of real PDFs is not here (../shared/corpus/pdf)")
	}
	engine := &pdfEngine{cache: b.TempDir(), memory: 512 << 20}
	if err := engine.load(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(engine.close)
	pages := 0
	for b.Loop() {
		meta, err := engine.read(data, "", func(reader.Page) error { return nil })
		if err != nil {
			b.Fatal(err)
		}
		pages += meta.Pages
	}
	b.ReportMetric(float64(pages)/b.Elapsed().Seconds(), "pages/s")
}
