#!/usr/bin/env bash
# Fuzzes every target of the module, a minute in all (FUZZ_SECONDS), shared out equally.
# The committed seeds also run as plain tests in `go test`.
set -euo pipefail
cd "$(dirname "$0")/.."

mapfile -t targets < <(grep -rhoE --include='*_test.go' '^func Fuzz[A-Za-z0-9_]+' -H . |
  sed -E 's#^\./(.*)/[^/]+:func (Fuzz.*)#./\1 \2#' | sort -u)
if ((${#targets[@]} == 0)); then
  echo "no fuzz target was found" >&2
  exit 1
fi
each=$((${FUZZ_SECONDS:-60} / ${#targets[@]}))
((each > 0)) || each=1
programs=$(mktemp -d)
trap 'rm -rf "$programs"' EXIT
corpus=$(go env GOCACHE)/fuzz # where go test keeps what it found interesting
module=$(go list -m)

# fuzz PACKAGE NAME. A package is built once for all its targets. Where the time
# is up while a worker is in the middle of an input, the program itself may fail
# with "context deadline exceeded" and no input to show for it (golang/go#75804,
# mended in Go 1.27). Only then is it tried again.
fuzz() {
  local program=$programs/${1//[.\/]/_} out try
  [[ -e $program ]] || go test -c -fuzz . -o "$program" "$1"
  for try in 1 2 3; do
    if out=$(cd "$1" && "$program" -test.run '^$' -test.fuzz "^$2\$" -test.fuzztime "${each}s" -test.fuzzminimizetime 5x \
      -test.fuzzcachedir "$corpus/$module/${1#./}" -test.paniconexit0 -test.timeout 10m 2>&1); then
      grep '^fuzz: ' <<<"$out" | tail -n 1
      return
    fi
    if ! grep -q '^ *context deadline exceeded$' <<<"$out" || grep -qE 'Failing input|panic|_test.go:' <<<"$out"; then
      break
    fi
  done
  echo "$out"
  return 1
}
for target in "${targets[@]}"; do
  read -r package name <<<"$target"
  echo "fuzz $package $name for ${each}s"
  fuzz "$package" "$name"
done
echo "fuzzed ${#targets[@]} targets"
