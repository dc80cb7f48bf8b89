#!/usr/bin/env bash
# How long a person waits: from starting the process to a painted window that
# answers, and to the first word of a first answer. The library has one
# document, as on any day but the first. Prints milliseconds, one run a line.
# usage: start.sh [RUNS]
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=${1:-5}
if [[ -z ${CARREL_BENCH_INSIDE:-} ]]; then
  CARREL_BENCH_INSIDE=1 NO_AT_BRIDGE=1 exec xvfb-run -a -s '-screen 0 1360x860x24' dbus-run-session -- "$0" "$runs"
fi
work=$(mktemp -d)
app=
trap '[[ -z $app ]] || kill "$app" 2>/dev/null; rm -rf "$work"' EXIT
home=$work/home
build/bin/carrel add --home "$home" --wait build/window/orchard.pdf >/dev/null

now() { echo $(($(date +%s%N) / 1000000)); }
painted() {
  local window
  window=$(xdotool search --onlyvisible --name '^Carrel$' 2>/dev/null | head -n 1) && [[ -n $window ]] &&
    (($(import -window "$window" png:- 2>/dev/null | convert png:- -unique-colors -format '%w' info: 2>/dev/null || echo 0) > 50))
}
echo "window_ms first_word_ms"
for _ in $(seq "$runs"); do
  start=$(now)
  build/bin/carrel-desktop --home "$home" >/dev/null 2>&1 &
  app=$!
  until painted; do sleep 0.02; done
  until build/bin/carrel list --home "$home" --json >/dev/null 2>&1; do sleep 0.02; done
  window=$(($(now) - start))
  # The first line of the answer is a word of the model's, not of ours.
  asked=$(now)
  first=$(build/bin/carrel ask --home "$home" --json --seed 1 'How many apple trees grow in the orchard?' |
    python3 -c 'import json,sys; print(round(json.load(sys.stdin)["timings"]["first_token_ms"]))')
  echo "$window $((asked - start + first))"
  kill -TERM "$app"
  wait "$app" 2>/dev/null || true
  app=
done
