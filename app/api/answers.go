package api

import (
	"net/http"
	"time"

	"carrel/app/ask"
)

// reproduce makes an answer again; the reply comes when it is written.
func (h *handler) reproduce(w http.ResponseWriter, r *http.Request) error {
	made, err := h.core.Reproduce(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, made)
}

// stopAnswer ends the answer that is being written; its text so far is kept.
func (h *handler) stopAnswer(w http.ResponseWriter, r *http.Request) error {
	h.core.StopAnswer(r.PathValue("id"))
	return reply(w, http.StatusOK, Empty{})
}

// saveAnswer tries again to store an answer that could not be stored.
func (h *handler) saveAnswer(w http.ResponseWriter, r *http.Request) error {
	if err := h.core.SaveAnswer(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	return reply(w, http.StatusOK, Empty{})
}

// opine asks the model for a second opinion; the reply comes when it has said it.
// "asking" is a name that the caller chose for it, to stop it by.
func (h *handler) opine(w http.ResponseWriter, r *http.Request) error {
	answer, err := h.core.Opine(r.Context(), r.PathValue("id"), r.URL.Query().Get("asking"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, answer)
}

// stopOpinion ends the second opinion that is being asked for: in the window a request
// cannot be taken back. It may overtake the request that it ends, by the name of which
// that is not begun then.
func (h *handler) stopOpinion(w http.ResponseWriter, r *http.Request) error {
	h.core.StopOpinion(r.PathValue("id"), r.URL.Query().Get("asking"))
	return reply(w, http.StatusOK, Empty{})
}

// judge keeps what the person thinks of an answer.
func (h *handler) judge(w http.ResponseWriter, r *http.Request) error {
	var req VerdictRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	v := ask.Verdict{Good: req.Good, Reason: req.Reason, At: time.Now().UTC()}
	if err := h.core.History.Judge(r.Context(), r.PathValue("id"), &v); err != nil {
		return err
	}
	return reply(w, http.StatusOK, v)
}

func (h *handler) takeVerdictBack(w http.ResponseWriter, r *http.Request) error {
	if err := h.core.History.Judge(r.Context(), r.PathValue("id"), nil); err != nil {
		return err
	}
	return reply(w, http.StatusOK, Empty{})
}

func (h *handler) cases(w http.ResponseWriter, r *http.Request) error {
	list, err := h.core.History.Cases(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, CasesReply{Cases: list})
}
