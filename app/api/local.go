package api

import "net/http"

// LocalAPIRequest lets other programs on this computer in, or no more.
type LocalAPIRequest struct {
	On bool `json:"on"`
}

func (h *handler) localAPI(w http.ResponseWriter, r *http.Request) error {
	return reply(w, http.StatusOK, h.core.LocalAPI())
}

func (h *handler) setLocalAPI(w http.ResponseWriter, r *http.Request) error {
	var req LocalAPIRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	state, err := h.core.SetLocalAPI(r.Context(), req.On)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, state)
}
