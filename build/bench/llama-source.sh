#!/usr/bin/env bash
# llama-source.sh DIR puts llama.cpp's source, of the release that the engine's
# libraries are, into DIR. It comes in the npm package node-llama-cpp, pinned by
# the lock file here.
set -euo pipefail
into=$(realpath -m "$1")
cd "$(dirname "$0")/../.."

release=$(cat build/deps/engine/VERSION)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The lock file holds this one package: what it depends on is not needed for its
# source, and none of its scripts is run.
cp build/bench/package.json build/bench/package-lock.json build/bench/.npmrc "$work/"
npm ci --prefix "$work" --ignore-scripts --no-audit --no-fund --loglevel=error >&2
package=$work/node_modules/node-llama-cpp/llama
[[ $(node -p "require('$package/llama.cpp.info.json').tag") == "$release" ]] || {
  echo "The source in node-llama-cpp is not llama.cpp $release, which the engine's libraries are." >&2
  exit 1
}
git -c advice.detachedHead=false clone --quiet "$package/gitRelease.bundle" "$into" >&2
