package api

import "net/http"

// UnlockRequest has the password of a document. It is kept in the keyring only.
type UnlockRequest struct {
	Password string `json:"password"`
}

func (h *handler) unlock(w http.ResponseWriter, r *http.Request) error {
	var req UnlockRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	unlocked, err := h.core.Unlock(r.Context(), r.PathValue("id"), req.Password)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, unlocked)
}

func (h *handler) forgetPassword(w http.ResponseWriter, r *http.Request) error {
	doc, err := h.core.ForgetPassword(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, doc)
}
