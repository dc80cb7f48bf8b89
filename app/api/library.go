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

// check replies when the library has been looked through, and with repair when
// what can be put right has been; documents may have to be waited for.
func (h *handler) check(w http.ResponseWriter, r *http.Request) error {
	var req app.CheckRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	found, err := h.core.Check(r.Context(), req)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, found)
}
