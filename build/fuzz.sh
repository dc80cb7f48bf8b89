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
for target in "${targets[@]}"; do
  read -r package name <<<"$target"
  echo "fuzz $package $name for ${each}s"
  if ! out=$(go test -run '^$' -fuzz "^$name\$" -fuzztime "${each}s" -fuzzminimizetime 5x "$package" 2>&1); then
    echo "$out"
    exit 1
  fi
  tail -n 1 <<<"$out"
done
echo "fuzzed ${#targets[@]} targets"
