package api

import (
	"net/http"
)

func (h *handler) catalogue(w http.ResponseWriter, r *http.Request) error {
	return reply(w, http.StatusOK, h.core.Catalogue(r.Context(), r.URL.Query().Get("measure") == "again"))
}
