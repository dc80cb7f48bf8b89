package api

import (
	"net/http"

	"carrel/app"
)

func (h *handler) rerank(w http.ResponseWriter, r *http.Request) error {
	return reply(w, http.StatusOK, h.core.Rerank())
}

func (h *handler) setRerank(w http.ResponseWriter, r *http.Request) error {
	var req app.RerankSettings
	if err := decode(w, r, &req); err != nil {
		return err
	}
	state, err := h.core.SetRerank(req)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, state)
}
