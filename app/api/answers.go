package api

import "net/http"

// reproduce makes an answer again; the reply comes when it is written.
func (h *handler) reproduce(w http.ResponseWriter, r *http.Request) error {
	made, err := h.core.Reproduce(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, made)
}
