package api

import (
	"net/http"

	"carrel/app/ask"
)

// ask takes a question up and replies at once: the answer arrives as events
// that carry the job's id.
func (h *handler) ask(w http.ResponseWriter, r *http.Request) error {
	var req ask.Request
	if err := decode(w, r, &req); err != nil {
		return err
	}
	job, err := h.core.Ask(r.Context(), req)
	if err != nil {
		return err
	}
	return reply(w, http.StatusAccepted, AskReply{Job: job.ID, Chat: job.Chat, Turn: job.Turn})
}

func (h *handler) cancelJob(w http.ResponseWriter, r *http.Request) error {
	if err := h.core.Cancel(r.PathValue("job")); err != nil {
		return err
	}
	return reply(w, http.StatusOK, Empty{})
}

func (h *handler) listChats(w http.ResponseWriter, r *http.Request) error {
	chats, err := h.core.History.Chats(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, ChatsReply{Chats: chats})
}

func (h *handler) chat(w http.ResponseWriter, r *http.Request) error {
	chat, err := h.core.History.Chat(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, chat)
}

func (h *handler) deleteChat(w http.ResponseWriter, r *http.Request) error {
	if err := h.core.History.Delete(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	return reply(w, http.StatusOK, Empty{})
}
