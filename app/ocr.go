package app

import (
	"context"
	"slices"
	"sync/atomic"

	"carrel/knowledge"
	"carrel/knowledge/ocr"
)

// OCR says how the words in pictures and scanned pages are recognised here.
type OCR struct {
	Ready   bool   `json:"ready"`
	Text    string `json:"text"`              // in words: what it is done with, or what is missing and how to get it
	Program string `json:"program,omitempty"` // path of tesseract, "" where there is none
	// Languages are those whose data is installed.
	Languages []OCRLanguage `json:"languages"`
	// Chosen are the codes of the languages to recognise as the person set them;
	// none: Used are the defaults for this system.
	Chosen []string `json:"chosen"`
	Used   []string `json:"used"`
	// More says how to get more languages on this system.
	More string `json:"more"`
	// Otherwise is what was recognised in other languages than Used, or could not
	// be recognised: what RecogniseAgain would take.
	Otherwise knowledge.Again `json:"otherwise"`
}

// OCRLanguage is a language that words can be recognised in.
type OCRLanguage struct {
	Code string `json:"code"` // tesseract's: "deu"
	Name string `json:"name"` // in English: "German"
}

// languages are the languages of the settings, read by a running recogniser.
type languages struct{ atomic.Pointer[[]string] }

func (l *languages) get() []string {
	if p := l.Load(); p != nil {
		return *p
	}
	return nil
}

func recogniserCommand(carrel string) []string { return []string{carrel, "recogniser"} }

// newRecogniser makes the library's recogniser.
func (a *App) newRecogniser() *ocr.Recogniser {
	a.languages.Store(&a.config.OCRLanguages)
	return ocr.New(ocr.Config{
		Renderer: a.reader, Command: recogniserCommand(a.options.Carrel), Program: a.config.OCRProgram,
		Languages: a.languages.get,
		Log:       func(s string) { a.log.printf("recogniser: %s", s) },
	})
}

// OCR looks at what there is to recognise words with.
func (a *App) OCR(ctx context.Context) (OCR, error) {
	found := ocr.Find(a.config.OCRProgram)
	o := OCR{Program: found.Program, Languages: []OCRLanguage{}, Chosen: a.languages.get(), Used: []string{}, More: ocr.HowToAdd(nil)}
	for _, code := range found.Languages {
		o.Languages = append(o.Languages, OCRLanguage{code, ocr.NameOf(code)})
	}
	o.Used = o.Chosen
	if len(o.Used) == 0 {
		o.Used = ocr.DefaultLanguages(found.Languages)
	}
	switch _, err := a.recogniser.Ready(); {
	case err == nil:
		o.Ready = true
		o.Text = "The words in pictures and scanned pages are recognised on this computer, by the program tesseract."
		if missing := found.Missing(o.Used); len(missing) > 0 {
			o.Text += " Not installed: " + ocr.InWords(missing, "and") + ". " + ocr.HowToAdd(missing)
		}
	case found.Program == "":
		o.Text = "The words in pictures and scanned pages are not recognised: that needs the program tesseract, which isn't installed. " + ocr.HowToInstall()
	default:
		o.Text = "The words in pictures and scanned pages are not recognised: tesseract has no data for " + ocr.InWords(o.Used, "or") + ". " + ocr.HowToAdd(o.Used)
	}
	var err error
	o.Otherwise, err = a.Library.RecognisedOtherwise(ctx)
	return o, err
}

// RecogniseAgain has the words in pictures of documents recognised once more, in
// the background: in all that OCR.Otherwise counts where none is named.
func (a *App) RecogniseAgain(ctx context.Context, ids []string) ([]knowledge.Document, error) {
	a.background.Store(true)
	docs, err := a.Library.RecogniseAgain(ctx, ids)
	return docs, sayDiskFull(err, "recognising again")
}

// WaitForRecognition waits until the words of documents have been recognised, or
// cannot be. It ends with CodeClosing where Carrel ends first.
func (a *App) WaitForRecognition(ctx context.Context, ids []string) ([]knowledge.Document, error) {
	var docs []knowledge.Document
	err := a.untilClosing(ctx, func(ctx context.Context) (err error) {
		docs, err = a.Library.WaitForRecognition(ctx, ids)
		return err
	})
	return docs, err
}

// SetOCRLanguages chooses the languages in which words are recognised from now
// on, by their codes; none: the defaults for this system.
func (a *App) SetOCRLanguages(ctx context.Context, codes []string) (OCR, error) {
	found := ocr.Find(a.config.OCRProgram)
	if missing := found.Missing(codes); found.Program != "" && len(missing) > 0 {
		return OCR{}, Errorf(CodeBadRequest, "tesseract has no data for %s here. %s", ocr.InWords(missing, "and"), ocr.HowToAdd(missing))
	}
	codes = slices.Clone(codes)
	if err := a.options.Folders.setConfig("ocr_languages", codes); err != nil {
		return OCR{}, err
	}
	a.languages.Store(&codes)
	a.Library.TryScansAgain() // a language that was missing may have been why some wait
	return a.OCR(ctx)
}
