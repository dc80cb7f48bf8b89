#!/usr/bin/env bash
# Lays llama.cpp's prebuilt libraries out in build/deps/engine, under the names
# that yzma looks for. Their source is an npm package pinned by its lock file.
set -euo pipefail
cd "$(dirname "$0")/../.."

pack=$(node -p 'Object.keys(require("./build/engine/package.json").dependencies)[0]')
version=$(node -p 'Object.values(require("./build/engine/package.json").dependencies)[0]')
out=build/deps/engine
[[ $(cat "$out/PACK" 2>/dev/null) == "$pack@$version" ]] && exit 0

echo "Fetching the engine's libraries ($pack $version)."
npm ci --prefix build/engine --no-audit --no-fund --loglevel=error
bins=(build/engine/node_modules/"$pack"/bins/*/)
rm -rf "$out.new"
mkdir -p "$out.new"
cp "${bins[0]}"/*.so "$out.new/"
cp build/engine/node_modules/"$pack"/LICENSE "$out.new/LICENSE"
# The release of llama.cpp inside, e.g. v0.5.0: the engine refuses any but the one its binding was made for.
release=$(node -p "require('./${bins[0]}_nlcBuildMetadata.json').buildOptions.llamaCpp.release")
for lib in llama ggml; do
  ln -sf "lib$lib.$release.so" "$out.new/lib$lib.so"
done
echo "$release" >"$out.new/VERSION"
echo "$pack@$version" >"$out.new/PACK"
rm -rf "$out" build/engine/node_modules
mv "$out.new" "$out"
