package api

import (
	"net/http"
	"strconv"

	"carrel/app"
	"carrel/knowledge"
)

// why explains what a search made of a document: ?query=…&document=ID, and as
// in a search mode, k, rerank, and each of the filters by its name, lists by repeating it.
func (h *handler) why(w http.ResponseWriter, r *http.Request) error {
	v := r.URL.Query()
	q := knowledge.Query{Text: v.Get("query"), Mode: knowledge.Mode(v.Get("mode")), Documents: v["only"], Rerank: v.Get("rerank"), Filters: knowledge.Filters{
		Collections: v["collections"], Types: v["types"], Languages: v["languages"], Folder: v.Get("folder"), Since: v.Get("since"), Until: v.Get("until"),
		DatedSince: v.Get("dated_since"), DatedUntil: v.Get("dated_until")}}
	if q.Text == "" || v.Get("document") == "" {
		return app.Errorf(app.CodeBadRequest, "Say which query and which document are meant: ?query=…&document=ID.")
	}
	if k := v.Get("k"); k != "" {
		n, err := strconv.Atoi(k)
		if err != nil || n < 1 || n > 1000 {
			return app.Errorf(app.CodeBadRequest, "A search gives 1 to 1000 passages, not %s.", k)
		}
		q.K = n
	}
	if !q.Mode.Known() {
		return app.Errorf(app.CodeBadRequest, "There is no search mode %q; choose hybrid, lexical or vector.", q.Mode)
	}
	explained, err := h.core.Library.Why(r.Context(), q, v.Get("document"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, explained)
}
