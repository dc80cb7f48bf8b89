package api

import (
	"io"
	"net/http"
	"strconv"

	"carrel/app"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

func (h *handler) formats(w http.ResponseWriter, r *http.Request) error {
	return reply(w, http.StatusOK, FormatsReply{Formats: reader.Formats})
}

func (h *handler) listDocuments(w http.ResponseWriter, r *http.Request) error {
	docs, err := h.core.Library.Documents(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, DocumentsReply{Documents: docs, Activity: h.core.Library.Activity()})
}

func (h *handler) addDocuments(w http.ResponseWriter, r *http.Request) error {
	var req AddRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	paths := req.Paths
	for _, p := range req.PathBytes {
		paths = append(paths, string(p))
	}
	docs, over, err := h.core.Add(r.Context(), paths)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, AddReply{Documents: docs, PassedOver: over})
}

func (h *handler) uploadDocument(w http.ResponseWriter, r *http.Request) error {
	docs, err := h.core.Upload(r.Context(), r.URL.Query().Get("name"), r.Body, r.ContentLength)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, AddReply{Documents: docs})
}

func (h *handler) pickDocuments(w http.ResponseWriter, r *http.Request) error {
	docs, err := h.core.Pick(r.Context(), r.URL.Query().Get("folder") == "1")
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, AddReply{Documents: docs})
}

func (h *handler) waitForDocuments(w http.ResponseWriter, r *http.Request) error {
	var req WaitRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	if req.Until != knowledge.StateSearchable && req.Until != knowledge.StateEmbedded {
		return app.Errorf(app.CodeBadRequest, "Waiting works until %q or %q, not until %q.", knowledge.StateSearchable, knowledge.StateEmbedded, req.Until)
	}
	docs, err := h.core.Wait(r.Context(), req.Documents, req.Until)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, AddReply{Documents: docs})
}

func (h *handler) document(w http.ResponseWriter, r *http.Request) error {
	doc, err := h.core.Library.Document(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, doc)
}

func (h *handler) removeDocument(w http.ResponseWriter, r *http.Request) error {
	remove := h.core.Library.Hide
	if now := r.URL.Query().Get("now"); now == "1" || now == "true" {
		remove = h.core.Library.Remove
	}
	if err := remove(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	h.core.ForgetPrompts(r.Context())
	return reply(w, http.StatusOK, Empty{})
}

func (h *handler) restoreDocument(w http.ResponseWriter, r *http.Request) error {
	if err := h.core.Library.Restore(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	return h.document(w, r)
}

func (h *handler) retryDocument(w http.ResponseWriter, r *http.Request) error {
	if err := h.core.Library.Retry(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	return h.document(w, r)
}

// documentFile gives the original bytes, those of a sealed PDF without its
// password, with ranges: pdf.js fetches only the parts it shows.
func (h *handler) documentFile(w http.ResponseWriter, r *http.Request) error {
	doc, err := h.core.Library.Document(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	content, err := h.core.Library.Content(r.Context(), doc.ID)
	if err != nil {
		return err
	}
	defer content.Close()
	// Never text/html, whatever the document holds: it must not run as a page
	// of the interface.
	contentType := "text/plain; charset=utf-8"
	if doc.Format == "pdf" {
		contentType = "application/pdf"
	}
	if doc.Format == "picture" {
		head := make([]byte, 512)
		n, err := content.ReadAt(head, 0)
		if err != nil && err != io.EOF {
			return err
		}
		contentType = "application/octet-stream" // a TIFF: no browser shows it, see pageImage
		switch sniffed := http.DetectContentType(head[:n]); sniffed {
		case "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp":
			contentType = sniffed
		}
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
	keepable(w, doc)
	http.ServeContent(w, r, "", content.Modified, content)
	return nil
}

// keepable says whether a browser may keep what is sent: a document that was
// opened with a password is on no disk without it.
func keepable(w http.ResponseWriter, doc knowledge.Document) {
	if doc.Sealed {
		w.Header().Set("Cache-Control", "no-store")
		return
	}
	w.Header().Set("ETag", `"`+doc.Hash+`"`)
	w.Header().Set("Cache-Control", "private, no-cache")
}

func (h *handler) documentText(w http.ResponseWriter, r *http.Request) error {
	doc, err := h.core.Library.Document(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	from, to := 1, doc.Pages
	if s := r.URL.Query().Get("page"); s != "" {
		n, err := pageOf(doc, s)
		if err != nil {
			return err
		}
		from, to = n, n
	}
	if doc.State == knowledge.StateFailed {
		return &reader.Problem{Code: doc.Code, Message: doc.Error}
	}
	if to == 0 {
		return app.Errorf(app.CodeNotFound, "“%s” has not been read yet. Try again in a moment.", doc.Title)
	}
	pages, err := h.core.Library.Pages(r.Context(), doc.ID, from, to)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, TextReply{Pages: pages, RecognisedIn: doc.RecognisedIn})
}

func (h *handler) documentPage(w http.ResponseWriter, r *http.Request) error {
	doc, page, err := h.page(r)
	if err != nil {
		return err
	}
	pages, err := h.core.Library.Pages(r.Context(), doc.ID, page, page)
	if err != nil {
		return err
	}
	if len(pages) != 1 {
		return app.Errorf(app.CodeNotFound, "Page %d of “%s” has not been read.", page, doc.Title)
	}
	return reply(w, http.StatusOK, pages[0])
}

func (h *handler) documentBoxes(w http.ResponseWriter, r *http.Request) error {
	doc, page, err := h.page(r)
	if err != nil {
		return err
	}
	start, err1 := strconv.Atoi(r.URL.Query().Get("start"))
	end, err2 := strconv.Atoi(r.URL.Query().Get("end"))
	if err1 != nil || err2 != nil || start < 0 || end < start {
		return app.Errorf(app.CodeBadRequest, "start and end must be character offsets into the page's text, start not after end.")
	}
	boxes, err := h.core.Library.Boxes(r.Context(), doc.ID, page, []reader.Span{{Start: start, End: end}})
	if err != nil {
		return err
	}
	var of []reader.Box
	if len(boxes) > 0 {
		of = boxes[0]
	}
	return reply(w, http.StatusOK, BoxesReply{Boxes: of})
}

func (h *handler) documentWords(w http.ResponseWriter, r *http.Request) error {
	doc, page, err := h.page(r)
	if err != nil {
		return err
	}
	words, err := h.core.Library.RecognisedWords(r.Context(), doc.ID, page)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		return reply(w, http.StatusOK, WordsReply{Words: []reader.Word{}})
	}
	pages, err := h.core.Library.Pages(r.Context(), doc.ID, page, page)
	if err != nil {
		return err
	}
	if len(pages) != 1 {
		return app.Errorf(app.CodeNotFound, "Page %d of “%s” has not been read.", page, doc.Title)
	}
	return reply(w, http.StatusOK, WordsReply{Text: pages[0].Text, Words: words})
}

func (h *handler) page(r *http.Request) (knowledge.Document, int, error) {
	doc, err := h.core.Library.Document(r.Context(), r.PathValue("id"))
	if err != nil {
		return doc, 0, err
	}
	page, err := pageOf(doc, r.PathValue("page"))
	return doc, page, err
}

func pageOf(doc knowledge.Document, s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return 0, app.Errorf(app.CodeBadRequest, "%q is not a page number; pages count from 1.", s)
	}
	if n > doc.Pages {
		if doc.Pages == 1 {
			return 0, app.Errorf(app.CodeNotFound, "“%s” has one page; there is no page %d.", doc.Title, n)
		}
		return 0, app.Errorf(app.CodeNotFound, "“%s” has %d pages; there is no page %d.", doc.Title, doc.Pages, n)
	}
	return n, nil
}

func (h *handler) search(w http.ResponseWriter, r *http.Request) error {
	var q knowledge.Query
	if err := decode(w, r, &q); err != nil {
		return err
	}
	if !q.Mode.Known() {
		return app.Errorf(app.CodeBadRequest, "There is no search mode %q; choose hybrid, lexical or vector.", q.Mode)
	}
	if q.K < 0 || q.K > 1000 {
		return app.Errorf(app.CodeBadRequest, "A search gives 1 to 1000 passages, not %d.", q.K)
	}
	results, err := h.core.Library.Search(r.Context(), q)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, results)
}
