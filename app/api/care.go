package api

import (
	"net/http"

	"carrel/app"
)

// care says how the library is cared for: the work that runs, the last backup.
func (h *handler) care(w http.ResponseWriter, r *http.Request) error {
	found, err := h.core.LibraryCare(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, found)
}

// careFor begins a backup, restore, check or repair and replies at once: how
// far it has come arrives as events, and POST /api/jobs/{job}/cancel ends it.
func (h *handler) careFor(w http.ResponseWriter, r *http.Request) error {
	var req app.CareRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	begun, err := h.core.CareFor(req)
	if err != nil {
		return err
	}
	return reply(w, http.StatusAccepted, begun)
}

// pickBackup opens the system's dialog for the file of a backup: ?save=1 for a
// new one. An empty path means that none was chosen.
func (h *handler) pickBackup(w http.ResponseWriter, r *http.Request) error {
	path, err := h.core.PickBackup(r.Context(), r.URL.Query().Get("save") == "1")
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, PathReply{Path: path})
}
