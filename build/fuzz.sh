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
# fuzz PACKAGE NAME. Where the time is up while a worker is in the middle of an
# input, go test itself may fail with "context deadline exceeded" and no input to
# show for it (golang/go#75804, mended in Go 1.27). Only then is it tried again.
fuzz() {
  local out try
  for try in 1 2 3; do
    if out=$(go test -run '^$' -fuzz "^$2\$" -fuzztime "${each}s" -fuzzminimizetime 5x "$1" 2>&1); then
      tail -n 1 <<<"$out"
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
