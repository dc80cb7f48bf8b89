package knowledge_test

import (
	"context"
	"fmt"
	"image"
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"golang.org/x/image/draw"

	"carrel/knowledge/ocr"
	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

// BenchmarkResolution recognises known text, set in Helvetica and Courier, that a
// scanner with a little blur and noise saw at one resolution and that is handed to
// tesseract at another. It reports the word F1 and the processor's seconds that a
// page takes. Its figures are in docs/measurements.md.
//
//	go test ./knowledge -run ^$ -bench Resolution -benchtime 1x
func BenchmarkResolution(b *testing.B) {
	needTesseract(b)
	paragraphs, _ := readXQuAD(b, shared(b, "eval", "xquad", "xquad.en.json"))
	const lines = 40
	for _, size := range []float64{6, 8, 10, 12} {
		var pages []pdftest.Page
		var truths []string
		for i := range 4 {
			var page []string
			for _, p := range paragraphs[20*i : 20*i+20] {
				page = append(page, pdftest.Lines(strings.Map(latin, p))...)
			}
			text := strings.Join(page[:lines], "\n")
			pages = append(pages, pdftest.Page{Text: text, Size: size, Courier: i%2 == 1 && size <= 10})
			truths = append(truths, text)
		}
		clean := scanned(b, pages...) // at 300 dots per inch
		for _, scanner := range []int{200, 300} {
			var seen []*image.Gray
			for i, page := range clean {
				seen = append(seen, spoil(at(page, 300, scanner), rand.New(rand.NewPCG(uint64(i), 7))))
			}
			for _, given := range []int{200, 300} {
				b.Run(fmt.Sprintf("points=%g/scanned=%d/given=%d", size, scanner, given), func(b *testing.B) {
					r := realReader()
					defer r.Close()
					pictures := &drawn{}
					for _, page := range seen {
						pictures.pages = append(pictures.pages, at(page, scanner, given))
					}
					pictures.dpi = given
					recogniser := realRecogniser(r, func(c *ocr.Config) { c.Renderer = pictures })
					before := childTime(b)
					for b.Loop() {
						sum := 0.0
						for i, truth := range truths {
							found, err := recogniser.Recognise(b.Context(), reader.Source{}, i+1)
							if err != nil {
								b.Fatal(err)
							}
							sum += bagF1(found.Text, truth)
						}
						b.ReportMetric(sum/float64(len(truths)), "F1")
					}
					b.ReportMetric((childTime(b)-before)/float64(b.N*len(truths)), "cpu-s/page")
				})
			}
		}
	}
}

// childTime is the processor's time in seconds of all children that have ended.
func childTime(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// drawn are pages as they were scanned.
type drawn struct {
	pages []*image.Gray
	dpi   int
}

func (d *drawn) Render(_ context.Context, _ reader.Source, page int) (reader.Picture, error) {
	g := d.pages[page-1]
	return reader.Picture{Grey: g, PictureInfo: reader.PictureInfo{Width: g.Rect.Dx(), Height: g.Rect.Dy(), DPI: d.dpi, Matrix: [6]float64{1, 0, 0, -1, 0, float64(g.Rect.Dy())}}}, nil
}

// at is a page of one resolution at another.
func at(page *image.Gray, is, wanted int) *image.Gray {
	if is == wanted {
		return page
	}
	scaled := image.NewGray(image.Rect(0, 0, page.Rect.Dx()*wanted/is, page.Rect.Dy()*wanted/is))
	draw.CatmullRom.Scale(scaled, scaled.Rect, page, page.Rect, draw.Src, nil)
	return scaled
}

// spoil is what a scanner does: the light of a point reaches its neighbours, and
// paper and sensor are uneven (a deviation of 16 of 255).
func spoil(page *image.Gray, random *rand.Rand) *image.Gray {
	w, h := page.Rect.Dx(), page.Rect.Dy()
	spoilt := image.NewGray(page.Rect)
	weights := [3]int{1, 2, 1}
	for y := range h {
		for x := range w {
			sum := 0
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					sum += weights[dy+1] * weights[dx+1] * int(page.Pix[min(max(y+dy, 0), h-1)*page.Stride+min(max(x+dx, 0), w-1)])
				}
			}
			spoilt.Pix[y*spoilt.Stride+x] = uint8(min(max(float64(sum)/16*0.88+15+16*random.NormFloat64(), 0), 255))
		}
	}
	return spoilt
}

// latin leaves out what the fonts of pdftest do not have.
func latin(r rune) rune {
	if r > 0x7E && r != '\n' {
		return -1
	}
	return r
}

// bagF1 compares texts as bags of words; words that a line's end cut do not occur.
func bagF1(got, want string) float64 {
	words := func(s string) []string {
		return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	}
	left := map[string]int{}
	for _, w := range words(want) {
		left[w]++
	}
	both := 0
	for _, w := range words(got) {
		if left[w] > 0 {
			left[w]--
			both++
		}
	}
	return 2 * float64(both) / float64(len(words(got))+len(words(want)))
}
