package api

import (
	"net/http"

	"carrel/app"
)

// backup replies when the backup is whole and on disk.
func (h *handler) backup(w http.ResponseWriter, r *http.Request) error {
	var req app.BackupRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	made, err := h.core.Backup(r.Context(), req)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, made)
}
