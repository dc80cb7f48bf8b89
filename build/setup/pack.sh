#!/usr/bin/env bash
# pack.sh NAME: lays llama.cpp's prebuilt library for one kind of graphics processor
# (vulkan, cuda) out beside the engine's own, in build/deps/engine-NAME. The source is
# an npm package pinned by its lock file. CUDA's comes twice, for NVIDIA's libraries of
# version 13 and of version 12, which the system has to have.
set -euo pipefail
cd "$(dirname "$0")/../.."

name=$1
pin=build/engine/$name
[[ -f $pin/package-lock.json ]] || { echo "There is no pack $name; there are: vulkan, cuda." >&2; exit 2; }
engine=build/deps/engine
[[ $(cat "$engine/PACK" 2>/dev/null) == "@node-llama-cpp/linux-x64@$(node -p "Object.values(require('./$pin/package.json').dependencies)[0]")" ]] || {
  echo "The engine's libraries in $engine are not those of the pack $name: run make setup first." >&2
  exit 1
}

echo "Fetching the engine's pack $name."
npm ci --prefix "$pin" --no-audit --no-fund --loglevel=error
lay() { # FOLDER LIBRARY
  rm -rf "build/deps/$1.new"
  mkdir -p "build/deps/$1.new"
  cp "$2" "$engine/LICENSE" "$engine/VERSION" "build/deps/$1.new/"
  rm -rf "build/deps/$1"
  mv "build/deps/$1.new" "build/deps/$1"
}
# The library is used with the engine's own others, so they have to be the same ones.
cmp "$engine/libggml-base.so" "$pin/node_modules/@node-llama-cpp/linux-x64-$name/bins/linux-x64-$name/libggml-base.so"
for library in "$pin"/node_modules/@node-llama-cpp/*/bins/*/libggml-"$name".so; do
  lay "engine-$name" "$library"
done
for library in "$pin"/node_modules/@node-llama-cpp/*/bins/*/fallback/libggml-"$name".so; do
  [[ -e $library ]] && lay "engine-${name}12" "$library"
done
rm -rf "$pin/node_modules"
echo "carrel doctor says whether it works on this computer."
