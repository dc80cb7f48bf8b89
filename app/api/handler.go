package api

import (
	"io/fs"
	"net/http"

	"carrel/app"
)

// Handler serves the API and the interface's files without asking who calls:
// for the window and the control socket, which only their owner can reach. For
// a browser wrap it with Browser.
func Handler(core *app.App, files fs.FS) http.Handler {
	h := &handler{core: core}
	mux := http.NewServeMux()
	for pattern, serve := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /api/status":                            h.status,
		"GET /api/lock":                              h.lock,
		"GET /api/openings":                          h.openings,
		"GET /api/events":                            h.events,
		"POST /api/links":                            h.openLink,
		"POST /api/window/show":                      h.showWindow,
		"GET /api/formats":                           h.formats,
		"GET /api/documents":                         h.listDocuments,
		"POST /api/documents":                        h.addDocuments,
		"POST /api/documents/upload":                 h.uploadDocument,
		"POST /api/documents/pick":                   h.pickDocuments,
		"POST /api/documents/wait":                   h.waitForDocuments,
		"GET /api/documents/{id}":                    h.document,
		"DELETE /api/documents/{id}":                 h.removeDocument,
		"POST /api/documents/{id}/restore":           h.restoreDocument,
		"POST /api/documents/{id}/retry":             h.retryDocument,
		"POST /api/documents/{id}/unlock":            h.unlock,
		"DELETE /api/documents/{id}/unlock":          h.forgetPassword,
		"GET /api/documents/{id}/file":               h.documentFile,
		"GET /api/documents/{id}/text":               h.documentText,
		"GET /api/documents/{id}/pages/{page}":       h.documentPage,
		"GET /api/documents/{id}/pages/{page}/boxes": h.documentBoxes,
		"GET /api/documents/{id}/pages/{page}/words": h.documentWords,
		"GET /api/folders":                           h.listFolders,
		"POST /api/folders":                          h.addFolder,
		"DELETE /api/folders/{id}":                   h.removeFolder,
		"POST /api/folders/{id}/scan":                h.scanFolder,
		"GET /api/collections":                       h.listCollections,
		"POST /api/collections":                      h.addCollection,
		"GET /api/collections/{id}":                  h.collection,
		"PATCH /api/collections/{id}":                h.renameCollection,
		"DELETE /api/collections/{id}":               h.removeCollection,
		"POST /api/collections/{id}/documents":       h.collect,
		"POST /api/library/pause":                    h.pause,
		"POST /api/library/resume":                   h.resume,
		"POST /api/library/retry":                    h.retryFailed,
		"POST /api/library/backup":                   h.backup,
		"GET /api/library/care":                      h.care,
		"POST /api/library/care":                     h.careFor,
		"POST /api/library/backup/pick":              h.pickBackup,
		"GET /api/documents/{id}/pages/{page}/image": h.pageImage,
		"GET /api/store":                             h.store,
		"PUT /api/store":                             h.useStore,
		"DELETE /api/store":                          h.leaveStore,
		"POST /api/store/plan":                       h.planStore,
		"POST /api/store/send":                       h.sendToStore,
		"PUT /api/store/password":                    h.keepStorePassword,
		"GET /api/ocr":                               h.ocr,
		"POST /api/ocr":                              h.setOCR,
		"POST /api/ocr/again":                        h.recogniseAgain,
		"POST /api/ocr/wait":                         h.waitForRecognition,
		"GET /api/embedder":                          h.embedder,
		"PUT /api/embedder":                          h.useEmbedder,
		"DELETE /api/embedder":                       h.keepEmbedder,
		"POST /api/embedder/wait":                    h.waitForEmbedder,
		"POST /api/library/check":                    h.check,
		"POST /api/search":                           h.search,
		"GET /api/chat-model":                        h.chatModels,
		"PUT /api/chat-model":                        h.useChatModel,
		"POST /api/models/places":                    h.addModels,
		"DELETE /api/models/places":                  h.removeModelPlace,
		"GET /api/adapters":                          h.adapters,
		"POST /api/models/retry":                     h.retryModel,
		"GET /api/models/running":                    h.running,
		"POST /api/models/running":                   h.setRunning,
		"GET /api/catalogue":                         h.catalogue,
		"GET /api/downloads":                         h.latestDownload,
		"POST /api/downloads":                        h.startDownload,
		"GET /api/downloads/way":                     h.downloadWays,
		"PUT /api/downloads/way":                     h.setDownloadWay,
		"DELETE /api/downloads/{model}":              h.discardDownload,
		"POST /api/models/import":                    h.importModel,
		"GET /api/local":                             h.localAPI,
		"POST /api/local":                            h.setLocalAPI,
		"GET /api/rerank":                            h.rerank,
		"POST /api/rerank":                           h.setRerank,
		"GET /api/why":                               h.why,
		"POST /api/ask":                              h.ask,
		"POST /api/jobs/{job}/cancel":                h.cancelJob,
		"POST /api/answers/{id}/stop":                h.stopAnswer,
		"POST /api/answers/{id}/save":                h.saveAnswer,
		"POST /api/answers/{id}/reproduce":           h.reproduce,
		"POST /api/answers/{id}/opinion":             h.opine,
		"DELETE /api/answers/{id}/opinion":           h.stopOpinion,
		"PUT /api/answers/{id}/verdict":              h.judge,
		"DELETE /api/answers/{id}/verdict":           h.takeVerdictBack,
		"GET /api/cases":                             h.cases,
		"GET /api/chats":                             h.listChats,
		"GET /api/chats/{id}":                        h.chat,
		"GET /api/chats/{id}/export":                 h.exportChat,
		"POST /api/chats/{id}/export":                h.saveChat,
		"PATCH /api/chats/{id}":                      h.renameChat,
		"DELETE /api/chats/{id}":                     h.deleteChat,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if !withoutLibrary[pattern] {
				ctx, done := core.Use(r.Context())
				defer done()
				defer UntilExchanged(ctx, w)()
				r = r.WithContext(ctx)
			}
			if err := serve(w, r); err != nil {
				writeError(w, r, app.Exchanged(r.Context(), err))
			}
		})
	}
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		// The mux itself answers 405 where only the method is wrong, but as plain text.
		writeError(w, r, app.Errorf(app.CodeNotFound, "There is no %s %s in Carrel's interface.", r.Method, r.URL.Path))
	})
	mux.Handle("/", static(files))
	return mux
}

// withoutLibrary are the calls that do not wait while a restored library takes
// the place of the present one: they ask about the program, last as long as
// their caller likes, or look after the library themselves.
var withoutLibrary = map[string]bool{
	"GET /api/status": true, "GET /api/lock": true, "GET /api/openings": true, "GET /api/events": true, "GET /api/formats": true,
	"POST /api/links": true, "POST /api/window/show": true, "POST /api/jobs/{job}/cancel": true, "POST /api/answers/{id}/stop": true, "DELETE /api/answers/{id}/opinion": true,
	"GET /api/library/care": true, "POST /api/library/care": true, "POST /api/library/backup/pick": true,
	"GET /api/catalogue": true, "GET /api/downloads": true, "POST /api/downloads": true, "DELETE /api/downloads/{model}": true, "GET /api/downloads/way": true, "PUT /api/downloads/way": true, "POST /api/models/import": true,
	"POST /api/documents/pick": true, "POST /api/chats/{id}/export": true, "GET /api/local": true, "POST /api/local": true,
}

type handler struct{ core *app.App }

func (h *handler) status(w http.ResponseWriter, r *http.Request) error {
	return reply(w, http.StatusOK, h.core.Status())
}

func (h *handler) lock(w http.ResponseWriter, r *http.Request) error {
	return reply(w, http.StatusOK, LockReply{Roles: h.core.TryNetwork(r.Context())})
}

// openings says what the porter has opened, and what the person has agreed to.
func (h *handler) openings(w http.ResponseWriter, _ *http.Request) error {
	openings, err := h.core.Openings()
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, openings)
}

func (h *handler) openLink(w http.ResponseWriter, r *http.Request) error {
	var req LinkRequest
	if err := decode(w, r, &req); err != nil {
		return err
	}
	if err := h.core.OpenLink(r.Context(), req.URL); err != nil {
		return err
	}
	return reply(w, http.StatusOK, Empty{})
}

func (h *handler) showWindow(w http.ResponseWriter, r *http.Request) error {
	if err := h.core.ShowWindow(); err != nil {
		return err
	}
	return reply(w, http.StatusOK, Empty{})
}
