#!/usr/bin/env bash
# Builds llama.cpp's own llama-bench into build/cache/llama-bench, against the
# engine's libraries: the rival that `carrel bench engine` is measured beside.
# Its source comes in the npm package node-llama-cpp, pinned by the lock file
# here, and is of the release that the libraries are. Prints the program's path.
#
# llama-bench looks for CPU libraries beside itself and in the working
# directory: run it in build/deps/engine.
set -euo pipefail
cd "$(dirname "$0")/../.."

libs=$PWD/build/deps/engine
release=$(cat "$libs/VERSION")
out=$PWD/build/cache/llama-bench
if [[ -x $out/llama-bench && $(cat "$out/VERSION" 2>/dev/null) == "$release" ]]; then
  echo "$out/llama-bench"
  exit 0
fi

rm -rf "$out"
mkdir -p "$out"
# The lock file holds this one package: what it depends on is not needed for its
# source, and none of its scripts is run.
cp build/bench/package.json build/bench/package-lock.json build/bench/.npmrc "$out/"
npm ci --prefix "$out" --ignore-scripts --no-audit --no-fund --loglevel=error >&2
package=$out/node_modules/node-llama-cpp/llama
[[ $(node -p "require('$package/llama.cpp.info.json').tag") == "$release" ]] || {
  echo "The source in node-llama-cpp is not llama.cpp $release, which the engine's libraries are." >&2
  exit 1
}
git -c advice.detachedHead=false clone --quiet "$package/gitRelease.bundle" "$out/source" >&2
g++ -std=c++17 -O2 -DNDEBUG -w \
  -I"$out/source/include" -I"$out/source/ggml/include" -I"$out/source/common" -I"$out/source/vendor" \
  "$out"/source/tools/llama-bench/{llama-bench,main}.cpp -o "$out/llama-bench" \
  -L"$libs" -l:libllama-common.so -l:"libllama.$release.so" -l:"libggml.$release.so" -l:libggml-base.so \
  -Wl,-rpath,"$libs" -pthread
rm -rf "$out/source" "$out/node_modules"
echo "$release" >"$out/VERSION"
echo "$out/llama-bench"
