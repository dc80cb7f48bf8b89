# Two commands matter: `make run` starts Carrel, `make test` checks all of it.
# Each installs what it needs on the first call and skips what is there.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory

# Not with $(CURDIR): the folder that Carrel lies in may have a space in its name.
BIN := build/bin
WINDOW_TAGS := desktop,production,webkit2_41
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -X carrel/app.Version=$(VERSION)
FRONTEND := $(shell find frontend/src frontend/public frontend/index.html frontend/*.json frontend/*.ts frontend/*.js -type f 2>/dev/null)

.DEFAULT_GOAL := help
FETCHES := fetch-engine fetch-models fetch-postgres fetch-openai
.PHONY: help run test test-stores build console window setup fetch $(FETCHES) compile lint bench licences picture install clean

help:
	@echo 'make run          start Carrel (in the browser where there is no display)'
	@echo 'make test         every test, with the real engine, documents, browser and window'
	@echo 'make test-stores  the tests of team stores against Weaviate, built here once: one node and three'
	@echo 'make build        build/bin/carrel and build/bin/carrel-desktop; make console: the former alone'
	@echo "make bench        the figures, beside their rivals; PARTS='engine start' for some of them:"
	@echo '                  engine serving busy ollama embedding index search answers position start'
	@echo 'make lint         formatting, vet, types'
	@echo 'make pack-vulkan  the library for graphics processors by Vulkan beside the engine; pack-cuda: for NVIDIA'"'"'s'
	@echo 'make install      into DESTDIR, for packages'
	@echo 'make clean        what was built; the libraries and models that were downloaded stay'

run:
	@if [[ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]]; then \
	  build/setup/system.sh console window && $(MAKE) build && exec $(BIN)/carrel-desktop; \
	else \
	  build/setup/system.sh console && $(MAKE) console && \
	  echo 'There is no display here, so Carrel shows itself in a browser. Open this address:' && \
	  exec $(BIN)/carrel serve; \
	fi

build: console window

# The console program and every child role: no cgo.
console: setup frontend/dist/index.html
	@mkdir -p $(BIN)
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN)/carrel ./app/cmd/carrel

window: setup frontend/dist/index.html
	@mkdir -p $(BIN)
	CGO_ENABLED=1 go build -trimpath -tags $(WINDOW_TAGS) -ldflags '$(LDFLAGS)' -o $(BIN)/carrel-desktop .

setup: fetch-engine fetch-models

# What the tests need from the network. `make -j fetch` waits for all of it at once.
fetch: $(FETCHES) frontend/node_modules/.package-lock.json

$(FETCHES): fetch-%:
	@build/setup/$*.sh

frontend/node_modules/.package-lock.json: frontend/package-lock.json
	npm ci --prefix frontend --no-audit --no-fund --loglevel=error
	@touch $@

frontend/dist/index.html: frontend/node_modules/.package-lock.json $(FRONTEND)
	npm run --prefix frontend --silent build

test:
	@build/setup/system.sh console window test
	@$(MAKE) -j --output-sync=target fetch compile
	@$(MAKE) build lint
	@build/test.sh

# The race detector watches our code and what it shares with libraries. SQLite
# and the WebAssembly compiler, which compute by themselves, go unwatched: that
# takes two thirds off the time of tests that use them.
UNWATCHED := github.com/ncruces/go-sqlite3-wasm github.com/tetratelabs/wazero github.com/blevesearch/snowballstem
export RACE := -race $(UNWATCHED:%=-gcflags=%/...=-race=false)

# Fills the compiler's cache while the network is waited for.
compile:
	@go list -export -test -deps $(RACE) ./... >/dev/null

# Besides `make test`, which has every test that needs no server.
test-stores:
	@build/setup/system.sh console
	@$(MAKE) console
	@build/setup/weaviate.sh
	@export CARREL_BIN="$$PWD/$(BIN)/carrel" CARREL_RESOURCES="$$PWD/build/deps" CARREL_WEAVIATE="$$PWD/build/deps/weaviate/weaviate"; \
	  go test -trimpath -count=1 -timeout 30m ./knowledge/index/weaviate/... && \
	  go test -trimpath -count=1 -timeout 10m ./app/cli -run '^TestWeaviate'

lint: frontend/node_modules/.package-lock.json
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	  [[ -z $$unformatted ]] || { echo "gofmt wants to change: $$unformatted"; exit 1; }
	go vet -trimpath ./...
	go vet -trimpath -tags $(WINDOW_TAGS) .
	npm run --prefix frontend --silent lint
	npm run --prefix frontend --silent check

bench:
	@build/setup/system.sh console window test
	@$(MAKE) build
	@python3 build/bench/run.py $(PARTS)

# What is written by programs and committed: licences and the TypeScript types.
licences: frontend/node_modules/.package-lock.json
	go run ./build/licences

# The README's picture: make picture DOCUMENTS=FOLDER QUESTION='...'
picture: window
	build/window/smoke.sh docs/window.png '$(DOCUMENTS)' '$(QUESTION)'

# A pack for graphics processors beside the engine: make pack-vulkan, make pack-cuda.
pack-%: fetch
	build/setup/pack.sh $*

# For packages: everything under DESTDIR, found by the programs by itself.
install: build
	install -Dm755 -t "$(DESTDIR)/usr/bin" $(BIN)/carrel $(BIN)/carrel-desktop
	install -Dm644 -t "$(DESTDIR)/usr/lib/carrel/models" build/deps/models/*.gguf
	install -d "$(DESTDIR)/usr/lib/carrel/engine"
	cp -P build/deps/engine/* "$(DESTDIR)/usr/lib/carrel/engine/"
	for file in libonnxruntime.so '*.onnx' VERSION LICENSE ThirdPartyNotices.txt; do \
	  for found in build/deps/onnxruntime/$$file; do [ ! -f $$found ] || install -Dm644 -t "$(DESTDIR)/usr/lib/carrel/onnxruntime" $$found; done; \
	done
	for pack in build/deps/engine-*; do [ ! -d $$pack ] || cp -RP $$pack "$(DESTDIR)/usr/lib/carrel/"; done
	install -Dm644 -t "$(DESTDIR)/usr/share/applications" build/package/linux/carrel.desktop
	install -Dm644 assets/icon/carrel.png "$(DESTDIR)/usr/share/icons/hicolor/256x256/apps/carrel.png"
	install -Dm644 -t "$(DESTDIR)/usr/share/doc/carrel" LICENSE assets/licences/THIRD_PARTY.md

clean:
	rm -rf build/bin build/cache frontend/dist/assets frontend/dist/index.html
