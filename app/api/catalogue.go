package api

import (
	"net/http"

	"carrel/app"
)

// DownloadReply has the download that runs, or ran last.
type DownloadReply struct {
	Download *app.Download `json:"download,omitempty"`
}

func (h *handler) catalogue(w http.ResponseWriter, r *http.Request) error {
	measure := app.MeasureOnce
	switch r.URL.Query().Get("measure") {
	case "again":
		measure = app.MeasureAgain
	case "never":
		measure = app.MeasureNever
	}
	return reply(w, http.StatusOK, h.core.Catalogue(r.Context(), measure))
}

func (h *handler) latestDownload(w http.ResponseWriter, r *http.Request) error {
	return reply(w, http.StatusOK, DownloadReply{h.core.LatestDownload()})
}

func (h *handler) startDownload(w http.ResponseWriter, r *http.Request) error {
	var req app.DownloadRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	begun, err := h.core.StartDownload(req)
	if err != nil {
		return err
	}
	return reply(w, http.StatusAccepted, begun)
}

func (h *handler) discardDownload(w http.ResponseWriter, r *http.Request) error {
	if err := h.core.DiscardDownload(r.PathValue("model")); err != nil {
		return err
	}
	return reply(w, http.StatusOK, Empty{})
}

func (h *handler) downloadWays(w http.ResponseWriter, r *http.Request) error {
	ways, err := h.core.DownloadWays(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, ways)
}

func (h *handler) setDownloadWay(w http.ResponseWriter, r *http.Request) error {
	var req app.DownloadWay
	if err := decode(w, r, &req); err != nil {
		return err
	}
	ways, err := h.core.SetDownloadWay(r.Context(), req)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, ways)
}

func (h *handler) importModel(w http.ResponseWriter, r *http.Request) error {
	var req app.ImportRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	imported, err := h.core.ImportModel(r.Context(), req)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, imported)
}
