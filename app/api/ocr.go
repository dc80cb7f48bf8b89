package api

import (
	"image/png"
	"net/http"

	"carrel/knowledge/reader"
)

// OCRRequest chooses languages to recognise words in.
type OCRRequest struct {
	Languages []string `json:"languages"` // codes of app.OCR.Languages; none: the defaults for this system
}

func (h *handler) ocr(w http.ResponseWriter, r *http.Request) error {
	return reply(w, http.StatusOK, h.core.OCR())
}

func (h *handler) setOCR(w http.ResponseWriter, r *http.Request) error {
	var req OCRRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	state, err := h.core.SetOCRLanguages(req.Languages)
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
