package api

import (
	"net/http"

	"carrel/app"
)

func (h *handler) embedder(w http.ResponseWriter, r *http.Request) error {
	return reply(w, http.StatusOK, h.core.Embedding())
}

func (h *handler) useEmbedder(w http.ResponseWriter, r *http.Request) error {
	var req app.EmbedderRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	state, err := h.core.UseEmbedder(r.Context(), req)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, state)
}

func (h *handler) keepEmbedder(w http.ResponseWriter, r *http.Request) error {
	state, err := h.core.KeepEmbedder(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, state)
}

// waitForEmbedder replies when a change of the model is done.
func (h *handler) waitForEmbedder(w http.ResponseWriter, r *http.Request) error {
	state, err := h.core.WaitForEmbedder(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, state)
}
