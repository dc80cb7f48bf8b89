package api

import (
	"net/http"
)

func (h *handler) listCollections(w http.ResponseWriter, r *http.Request) error {
	list, err := h.core.Library.Collections(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, CollectionsReply{Collections: list})
}

func (h *handler) addCollection(w http.ResponseWriter, r *http.Request) error {
	var req CollectionRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	c, err := h.core.Library.AddCollection(r.Context(), req.Name)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, c)
}

func (h *handler) renameCollection(w http.ResponseWriter, r *http.Request) error {
	var req CollectionRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	c, err := h.core.Library.RenameCollection(r.Context(), r.PathValue("id"), req.Name)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, c)
}

// removeCollection removes the collection, never its documents.
func (h *handler) removeCollection(w http.ResponseWriter, r *http.Request) error {
	if err := h.core.Library.RemoveCollection(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	return reply(w, http.StatusOK, Empty{})
}

func (h *handler) collect(w http.ResponseWriter, r *http.Request) error {
	var req CollectRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	if err := h.core.Library.Collect(r.Context(), r.PathValue("id"), req.Add, req.Remove); err != nil {
		return err
	}
	return h.collection(w, r)
}

func (h *handler) collection(w http.ResponseWriter, r *http.Request) error {
	c, err := h.core.Library.Collection(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	ids, err := h.core.Library.CollectionDocuments(r.Context(), c.ID)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, CollectionReply{Collection: c, Documents: ids})
}
