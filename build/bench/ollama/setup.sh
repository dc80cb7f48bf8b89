#!/usr/bin/env bash
# Builds Ollama into build/cache/ollama: the rival that `carrel serve` is measured
# beside. It is a module of its own, so that what it depends on never enters
# Carrel's go.mod. Prints the program's path.
#
# Its CPU libraries, one for each kind of processor, are built from the same module
# by Ollama's own CMakeLists.txt, as for its releases: what cgo compiles alone has
# no AVX, and would be no rival.
set -euo pipefail
cd "$(dirname "$0")/../../.."

version=$(awk '$1 == "github.com/ollama/ollama" { print $2 }' build/bench/ollama/go.mod)
out=$PWD/build/cache/ollama
if [[ -x $out/bin/ollama && $(cat "$out/VERSION" 2>/dev/null) == "$version" ]]; then
  echo "$out/bin/ollama"
  exit 0
fi
for tool in cmake gcc g++ make; do
  command -v "$tool" >/dev/null || { echo "To build Ollama, $tool is needed, and is not there." >&2; exit 1; }
done

echo "Building Ollama $version for the comparison. This takes some minutes, once." >&2
rm -rf "$out"
mkdir -p "$out/lib"
# A module leaves out folders named vendor: three libraries of headers that
# Ollama has from llama.cpp are not in it.
build/bench/llama-source.sh "$out/source"
CGO_ENABLED=1 CGO_CPPFLAGS="-I$out/source/vendor -w" nice go build -C build/bench/ollama -trimpath -buildvcs=false -mod=readonly \
  -ldflags "-s -w -X github.com/ollama/ollama/version.Version=${version#v}" \
  -o "$out/bin/ollama" github.com/ollama/ollama >&2
module=$(go list -C build/bench/ollama -mod=readonly -m -f '{{.Dir}}' github.com/ollama/ollama)
# For processors alone: what else a machine has is not what is compared.
cmake -S "$module" -B "$out/cmake" -DCMAKE_CUDA_COMPILER= -DCMAKE_HIP_COMPILER= \
  -DCMAKE_DISABLE_FIND_PACKAGE_Vulkan=ON -DGGML_CCACHE=OFF >&2
nice cmake --build "$out/cmake" --target ggml-cpu -j "$(nproc)" >&2
mv "$out/cmake/lib/ollama" "$out/lib/" # where the program looks for them
rm -rf "$out/source" "$out/cmake"
echo "$version" >"$out/VERSION"
echo "$out/bin/ollama"
