#!/usr/bin/env bash
# Builds llama.cpp's own llama-bench into build/cache/llama-bench, against the
# engine's libraries: the rival that `carrel bench engine` is measured beside.
# Prints the program's path.
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
build/bench/llama-source.sh "$out/source"
g++ -std=c++17 -O2 -DNDEBUG -w \
  -I"$out/source/include" -I"$out/source/ggml/include" -I"$out/source/common" -I"$out/source/vendor" \
  "$out"/source/tools/llama-bench/{llama-bench,main}.cpp -o "$out/llama-bench" \
  -L"$libs" -l:libllama-common.so -l:"libllama.$release.so" -l:"libggml.$release.so" -l:libggml-base.so \
  -Wl,-rpath,"$libs" -pthread
rm -rf "$out/source"
echo "$release" >"$out/VERSION"
echo "$out/llama-bench"
