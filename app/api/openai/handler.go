package openai

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"carrel/app"
	"carrel/app/api"
)

// maxWaiting is how many requests are taken at once. A few of them are answered at
// a time: more would wait longer than any client does.
const maxWaiting = 64

// Handler serves /v1/ to whoever has the key of core.LocalAPI, while that is on.
func Handler(core *app.App) http.Handler {
	h := &handler{core: core, room: make(chan struct{}, maxWaiting), started: time.Now()}
	mux := http.NewServeMux()
	for pattern, serve := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /v1/models":            h.models,
		"GET /v1/models/{id...}":    h.model,
		"POST /v1/chat/completions": h.chat,
		"POST /v1/completions":      h.completions,
		"POST /v1/embeddings":       h.embeddings,
		"POST /v1/responses":        h.responses,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			select {
			case h.room <- struct{}{}:
				defer func() { <-h.room }()
			default:
				w.Header().Set("Retry-After", "1")
				refuse(w, &problem{status: http.StatusTooManyRequests, Kind: kindLimit, Code: "rate_limit_exceeded",
					Message: "Carrel is busy with as many requests as it takes at once. Try again in a moment."})
				return
			}
			ctx, done := core.Use(r.Context())
			defer done()
			defer api.UntilExchanged(ctx, w)()
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			r = r.WithContext(ctx)
			patient := &patientWriter{w, ctx, cancel}
			if err := serve(patient, r); err != nil {
				refuse(patient, asProblem(app.Exchanged(ctx, err)))
			}
		})
	}
	mux.HandleFunc("/v1/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, &problem{status: http.StatusNotFound, Kind: kindRequest, Code: "unknown_url",
			Message: "Carrel has no " + r.Method + " " + r.URL.Path + ". docs/api.md has what there is."})
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		if p := h.admit(r); p != nil {
			w.Header().Set("Connection", "close") // connections are few, and this one came without the key
			refuse(w, p)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

type handler struct {
	core    *app.App
	room    chan struct{} // filled by the requests that are being answered
	started time.Time
}

// admit lets in who comes from this computer and has the key.
func (h *handler) admit(r *http.Request) *problem {
	state := h.core.LocalAPI()
	if !state.On {
		return &problem{status: http.StatusForbidden, Kind: kindRequest, Code: "api_off",
			Message: "Other programs can't use this Carrel. Let them in by its settings, or start it with: carrel serve --openai"}
	}
	address, err := url.Parse(state.Address)
	if err != nil {
		return asProblem(err)
	}
	if err := api.CheckCaller(r, address.Port()); err != nil {
		return asProblem(err)
	}
	given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || !api.SameToken(given, state.Key) {
		return &problem{status: http.StatusUnauthorized, Kind: kindRequest, Code: "invalid_api_key",
			Message: "This is not the key of the running Carrel. Use the one that its settings show, or that `carrel serve --openai` printed."}
	}
	return nil
}

// modelCard is a model as /v1/models shows it.
type modelCard struct {
	ID      string `json:"id"`
	Object  string `json:"object"`
	Created int64  `json:"created"`
	OwnedBy string `json:"owned_by"`
	// Kind is Carrel's own: "chat", "embedding", or "library".
	Kind string `json:"kind"`
}

func (h *handler) cards() []modelCard {
	created := h.started.Unix()
	cards := []modelCard{{libraryModel, "model", created, "carrel", "library"}}
	for _, m := range h.core.LocalModels() {
		cards = append(cards, modelCard{m.ID, "model", created, "carrel", string(m.Kind)})
	}
	return cards
}

func (h *handler) models(w http.ResponseWriter, r *http.Request) error {
	return reply(w, struct {
		Object string      `json:"object"`
		Data   []modelCard `json:"data"`
	}{"list", h.cards()})
}

func (h *handler) model(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	for _, c := range h.cards() {
		if c.ID == id {
			return reply(w, c)
		}
	}
	return noModel("There is no model %q here. GET /v1/models lists them.", id)
}
