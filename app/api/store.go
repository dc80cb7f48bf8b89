package api

import (
	"net/http"

	"carrel/app/keyring"
)

// StoreRequest names the team's store to share the library with.
type StoreRequest struct {
	URL string `json:"url"`
	// Password of the store; "" for none, or the one in the URL.
	Password string `json:"password,omitempty"`
	// Agreed: the person has seen what is sent to whom, and wants that.
	Agreed bool `json:"agreed"`
}

func (h *handler) store(w http.ResponseWriter, r *http.Request) error {
	state, err := h.core.Store(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, state)
}

// planStore says what sharing with a store would mean, before anything is kept.
func (h *handler) planStore(w http.ResponseWriter, r *http.Request) error {
	var req StoreRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	plan, err := h.core.PlanStore(r.Context(), req.URL, req.Password)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, plan)
}

// useStore has the library shared from the next start on: this process may
// reach only the store that it was started with.
func (h *handler) useStore(w http.ResponseWriter, r *http.Request) error {
	var req StoreRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	state, err := h.core.UseStore(r.Context(), req.URL, req.Password, req.Agreed)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, state)
}

// leaveStore ends sharing; with ?remove=1 the store is told first that this
// person has nothing in it any more.
func (h *handler) leaveStore(w http.ResponseWriter, r *http.Request) error {
	remove := r.URL.Query().Get("remove")
	state, err := h.core.LeaveStore(r.Context(), remove == "1" || remove == "true")
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, state)
}

// sendToStore waits until the store has been told of all that waits for it, or
// cannot be.
func (h *handler) sendToStore(w http.ResponseWriter, r *http.Request) error {
	state, err := h.core.SendToStore(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, state)
}

// StorePassword is another password or key for the store that is used now.
type StorePassword struct {
	Password string `json:"password"`
}

// KeptPassword says where it is kept.
type KeptPassword struct {
	Kept keyring.Safe `json:"kept"`
}

func (h *handler) keepStorePassword(w http.ResponseWriter, r *http.Request) error {
	var req StorePassword
	if err := decode(w, r, &req); err != nil {
		return err
	}
	kept, err := h.core.KeepStorePassword(r.Context(), req.Password)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, KeptPassword{kept})
}
