package api

import (
	"mime"
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
	chat, err := h.core.Chat(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, chat)
}

// exportChat gives a chat as a file: ?as=md, html, json, bib or csl.
func (h *handler) exportChat(w http.ResponseWriter, r *http.Request) error {
	made, err := h.core.Export(r.Context(), r.PathValue("id"), r.URL.Query().Get("as"))
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", made.MediaType)
	header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": made.Name}))
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	_, _ = w.Write(made.Data) // an error here: the caller went away
	return nil
}

// saveChat writes a chat to a file that the person chooses in the system's dialog.
// An empty path means that none was chosen.
func (h *handler) saveChat(w http.ResponseWriter, r *http.Request) error {
	path, err := h.core.SaveExport(r.Context(), r.PathValue("id"), r.URL.Query().Get("as"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, PathReply{Path: path})
}

// renameChat gives a chat a name; an empty one gives it back its own.
func (h *handler) renameChat(w http.ResponseWriter, r *http.Request) error {
	var req ChatRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	chat, err := h.core.History.Rename(r.Context(), r.PathValue("id"), req.Title)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, chat)
}

func (h *handler) deleteChat(w http.ResponseWriter, r *http.Request) error {
	if err := h.core.DeleteChat(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	return reply(w, http.StatusOK, Empty{})
}
