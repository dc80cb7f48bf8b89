package api

import (
	"net/http"
)

func (h *handler) listFolders(w http.ResponseWriter, r *http.Request) error {
	folders, err := h.core.Library.Folders(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, FoldersReply{Folders: folders})
}

// addFolder replies when the folder is remembered; what is in it comes in as
// events, or see scanFolder.
func (h *handler) addFolder(w http.ResponseWriter, r *http.Request) error {
	var req FolderRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	folder, err := h.core.AddFolder(r.Context(), req.Path, req.Exclude)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, folder)
}

// removeFolder ends watching; with ?documents=1 its documents leave the
// library, with ?documents=new those that came in with it. With ?once=1 it ends
// when all that is in the folder has come in.
func (h *handler) removeFolder(w http.ResponseWriter, r *http.Request) error {
	id, documents := r.PathValue("id"), r.URL.Query().Get("documents")
	var err error
	switch {
	case documents == "new":
		err = h.core.UndoFolder(r.Context(), id)
	case r.URL.Query().Get("once") == "1":
		err = h.core.OnlyOnce(r.Context(), id)
	default:
		err = h.core.Library.RemoveFolder(r.Context(), id, documents == "1" || documents == "true")
	}
	if err != nil {
		return err
	}
	h.core.ForgetPrompts(r.Context())
	return reply(w, http.StatusOK, Empty{})
}

// scanFolder looks through a folder now and replies when its documents are in
// the library, read or not.
func (h *handler) scanFolder(w http.ResponseWriter, r *http.Request) error {
	folder, ids, err := h.core.ScanFolder(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, FolderReply{Folder: folder, Documents: ids})
}

func (h *handler) pause(w http.ResponseWriter, r *http.Request) error {
	return h.hold(w, r, h.core.Library.Hold(r.Context()))
}

func (h *handler) resume(w http.ResponseWriter, r *http.Request) error {
	return h.hold(w, r, h.core.Resume(r.Context()))
}

func (h *handler) hold(w http.ResponseWriter, _ *http.Request, err error) error {
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, h.core.Library.Activity())
}

func (h *handler) retryFailed(w http.ResponseWriter, r *http.Request) error {
	n, err := h.core.RetryFailed(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, RetryReply{Documents: n})
}
