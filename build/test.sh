#!/usr/bin/env bash
# Runs every test over what `make test` has built. Ends at the first part that fails.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARREL_BIN=$PWD/build/bin/carrel CARREL_RESOURCES=$PWD/build/deps

part() { printf '\n== %s\n' "$*"; }

part "Compiles for the other systems (console: Windows and macOS; window: Windows)"
for os in windows darwin; do
  CGO_ENABLED=0 GOOS=$os GOARCH=amd64 go build -o /dev/null ./app/cmd/carrel
  echo "carrel for $os: built"
done
CGO_ENABLED=0 GOOS=windows GOARCH=amd64 go build -tags desktop,production -o /dev/null .
echo "carrel-desktop for windows: built"

part "Frontend units"
npm test --prefix frontend --silent

part "Go, with the race detector"
go test -race -timeout 20m ./...

part "Ranking, against the committed scores (without the race detector, which takes ten times as long)"
go test ./knowledge -run 'TestRanking|TestFiling|TestManuals'

part "Fuzzing"
build/fuzz.sh

part "The browser, with the real engine"
npm run --prefix frontend --silent e2e

part "The window, under Xvfb"
build/window/smoke.sh

printf '\nAll parts passed.\n'
