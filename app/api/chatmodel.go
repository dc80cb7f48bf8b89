package api

import (
	"net/http"

	"carrel/app"
)

func (h *handler) chatModels(w http.ResponseWriter, r *http.Request) error {
	return reply(w, http.StatusOK, h.core.ChatModels())
}

func (h *handler) adapters(w http.ResponseWriter, r *http.Request) error {
	return reply(w, http.StatusOK, h.core.ChatAdapters(r.Context()))
}

func (h *handler) addModels(w http.ResponseWriter, r *http.Request) error {
	var req app.AddModelsRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	seen, err := h.core.AddModels(r.Context(), req)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, seen)
}

func (h *handler) removeModelPlace(w http.ResponseWriter, r *http.Request) error {
	state, err := h.core.RemoveModelPlace(r.URL.Query().Get("path"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, state)
}

func (h *handler) running(w http.ResponseWriter, r *http.Request) error {
	return reply(w, http.StatusOK, h.core.Running())
}

func (h *handler) setRunning(w http.ResponseWriter, r *http.Request) error {
	var req app.RunningSettings
	if err := decode(w, r, &req); err != nil {
		return err
	}
	state, err := h.core.SetRunning(r.Context(), req)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, state)
}

func (h *handler) retryModel(w http.ResponseWriter, r *http.Request) error {
	var req app.ChatModelRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	state, err := h.core.RetryModel(r.Context(), req)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, state)
}

func (h *handler) useChatModel(w http.ResponseWriter, r *http.Request) error {
	var req app.ChatModelRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	state, err := h.core.UseChatModel(r.Context(), req)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, state)
}
