#!/usr/bin/env bash
# Runs every test over what `make test` has built, and says how long each part
# took. Ends at the first part that fails.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARREL_BIN=$PWD/build/bin/carrel CARREL_RESOURCES=$PWD/build/deps

current='' began=0 times=()
took() { [[ -z $current ]] || times+=("$(printf '%5d s  %s' $((SECONDS - began)) "$current")"); }
part() {
  took
  current=$1 began=$SECONDS
  printf '\n== %s\n' "$*"
}
finish() {
  local status=$?
  took
  printf '\n== How long each part took%s\n' "$( ((status)) && echo ', the last of which failed')"
  printf '%s\n' "${times[@]}"
  exit "$status"
}
trap finish EXIT

part "Compiles for the other systems" "(console: Windows and macOS; window: Windows)"
# Without optimising, which nobody runs here: that takes a third off the compiler's time.
plain=(-gcflags='all=-N -l -dwarf=false' -ldflags='-s -w')
for os in windows darwin; do
  CGO_ENABLED=0 GOOS=$os GOARCH=amd64 go build "${plain[@]}" -o /dev/null ./app/cmd/carrel
  echo "carrel for $os: built"
done
CGO_ENABLED=0 GOOS=windows GOARCH=amd64 go build "${plain[@]}" -tags desktop,production -o /dev/null .
echo "carrel-desktop for windows: built"

part "Frontend units"
npm test --prefix frontend --silent

# Tests wait for engines, kills and the disk about a third of their time: one package more than cores makes up for that.
part "Go, with the race detector"
# shellcheck disable=SC2086 # RACE, of the Makefile, is several arguments
go test $RACE -p $(($(nproc) + 1)) -timeout 20m ./...

# One goroutine computes in these, and the race detector takes ten times as long: they skip themselves there.
# With -trimpath, as `make lint` and the window have compiled all that they stand on.
part "Go, without the race detector" "(labelled sentences; ranking against the committed scores; hostile and huge files)"
go test -trimpath ./app/ask/align
go test -trimpath ./knowledge -run 'TestRanking|TestFiling|TestManuals'
go test -trimpath ./knowledge/parse -run 'Hostile|Many|XQuAD'
go test -trimpath ./knowledge/reader -run 'TestCorpus|TestLargeSheet' # all of what they read a part of there

part "Fuzzing"
build/fuzz.sh

part "The browser, with the real engine"
npm run --prefix frontend --silent e2e

part "The window, under Xvfb"
build/window/smoke.sh

printf '\nAll parts passed.\n'
