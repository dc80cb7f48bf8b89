#!/usr/bin/env bash
# Puts OpenAI's own clients for Python and JavaScript into build/deps/openai, for
# the tests of the local API. Both are pinned: by hash, and by a lock file.
set -euo pipefail
cd "$(dirname "$0")/../.."

pin=build/openai
out=build/deps/openai
stamp=$(cat "$pin/requirements.txt" "$pin/package-lock.json" | sha256sum)
[[ $(cat "$out/PIN" 2>/dev/null) == "$stamp" ]] && exit 0
if [[ $(uname -sm) != "Linux x86_64" ]] || ! python3 -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; then
  echo "OpenAI's clients are pinned for Linux x86_64 with Python 3.11 to 3.13 only: the tests with them will say that they skip it."
  exit 0
fi

rm -rf "$out"
mkdir -p "$out"
echo "Fetching OpenAI's clients for the tests (15 MB)."
python3 -m venv "$out/python"
"$out/python/bin/python" -m pip install -q --disable-pip-version-check --no-deps --require-hashes --only-binary=:all: \
  -r "$pin/requirements.txt"
cp "$pin/package.json" "$pin/package-lock.json" "$pin/.npmrc" "$out/"
npm ci --prefix "$out" --no-audit --no-fund --ignore-scripts --loglevel=error
echo "$stamp" >"$out/PIN"
