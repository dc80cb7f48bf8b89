package api

import (
	"context"
	"image/png"
	"net/http"

	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// OCRRequest chooses languages to recognise words in.
type OCRRequest struct {
	Languages []string `json:"languages"` // codes of app.OCR.Languages; none: the defaults for this system
}

// RecogniseRequest names documents in whose pictures words are recognised.
type RecogniseRequest struct {
	Documents []string `json:"documents"` // none: those that app.OCR.Otherwise counts
}

func (h *handler) ocr(w http.ResponseWriter, r *http.Request) error {
	state, err := h.core.OCR(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, state)
}

// recogniseAgain has words recognised once more, and replies with the documents
// at once: it is done in the background.
func (h *handler) recogniseAgain(w http.ResponseWriter, r *http.Request) error {
	return h.recognise(w, r, h.core.RecogniseAgain)
}

// waitForRecognition replies when no page of the documents waits any more.
func (h *handler) waitForRecognition(w http.ResponseWriter, r *http.Request) error {
	return h.recognise(w, r, h.core.WaitForRecognition)
}

func (h *handler) recognise(w http.ResponseWriter, r *http.Request, do func(context.Context, []string) ([]knowledge.Document, error)) error {
	var req RecogniseRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	docs, err := do(r.Context(), req.Documents)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, AddReply{Documents: docs})
}

func (h *handler) setOCR(w http.ResponseWriter, r *http.Request) error {
	var req OCRRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	state, err := h.core.SetOCRLanguages(r.Context(), req.Languages)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, state)
}

// pageImage gives the picture of a page as PNG, in grey: what the recogniser
// saw, and the only way for a browser to show a TIFF.
func (h *handler) pageImage(w http.ResponseWriter, r *http.Request) error {
	doc, page, err := h.page(r)
	if err != nil {
		return err
	}
	keepable(w, doc)
	if !doc.Sealed && r.Header.Get("If-None-Match") == `"`+doc.Hash+`"` {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	var picture reader.Picture
	if picture, err = h.core.Library.Picture(r.Context(), doc.ID, page); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	return (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(w, picture.Grey)
}
