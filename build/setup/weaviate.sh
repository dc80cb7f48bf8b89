#!/usr/bin/env bash
# Builds the Weaviate server that `make test-stores` tests against into
# build/deps/weaviate: about five CPU minutes, once for each version. It is a
# module of its own (build/weaviate), so that the server's several hundred
# dependencies never enter Carrel's go.mod; nothing that people install has it.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$(awk '$1 == "github.com/weaviate/weaviate" { print $2 }' build/weaviate/go.mod)
out=build/deps/weaviate
[[ $(cat "$out/VERSION" 2>/dev/null) == "$version" && -x $out/weaviate ]] && exit 0

echo "Building the Weaviate server $version for the tests of stores. This takes some minutes, once."
mkdir -p "$out"
rm -f "$out/VERSION"
# It says its version by a variable that its own build sets.
CGO_ENABLED=0 nice go build -C build/weaviate -trimpath -buildvcs=false -mod=readonly \
  -ldflags "-s -w -X github.com/weaviate/weaviate/usecases/build.Version=$version" \
  -o "$PWD/$out/weaviate" github.com/weaviate/weaviate/cmd/weaviate-server
echo "$version" >"$out/VERSION"
