#!/usr/bin/env bash
# Installs the system packages that a step needs, after printing which.
# usage: system.sh console|window|test...
# Does nothing, and needs no network, where they are all there.
set -euo pipefail

# libffi, the C++ runtime: llama.cpp's libraries. venv: converting the embedding model.
console=(libffi8 libstdc++6 libgcc-s1 ca-certificates python3-venv)
# The window: GTK 3 and WebKitGTK 4.1 with the compiler for cgo, and a font to show.
window=(build-essential pkg-config libgtk-3-dev libwebkit2gtk-4.1-dev fonts-dejavu-core)
# Tests: go test -race needs the compiler; a browser; a window without a screen
# and a hand that drags (xdotool, a small GTK window); a look at every system
# call; second opinions on PDFs; a keyring.
test=(build-essential chromium xvfb xauth xdotool imagemagick dbus dbus-x11 strace gnome-keyring
  python3-gi gir1.2-gtk-3.0 poppler-utils tesseract-ocr fonts-dejavu-core)

wanted=()
for group in "$@"; do
  declare -n list="$group"
  wanted+=("${list[@]}")
done

if ! command -v dpkg-query >/dev/null; then
  echo "This set-up knows Debian and Ubuntu only. Please install what these packages hold, then go on:"
  printf '  %s\n' "${wanted[@]}"
  exit 0
fi

missing=()
for package in "${wanted[@]}"; do
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] && continue
  # Any Python that can make virtual environments will do; Debian's own needs a package for it.
  [[ $package == python3-venv ]] && python3 -c 'import ensurepip' 2>/dev/null && continue
  # Ubuntu's chromium is a snap; any Chrome will do.
  [[ $package == chromium ]] && command -v google-chrome chromium-browser >/dev/null && continue
  missing+=("$package")
done
((${#missing[@]})) || exit 0

echo "Carrel needs these system packages, which are not installed yet:"
printf '  %s\n' "${missing[@]}"
sudo=()
if ((EUID != 0)); then
  if ! command -v sudo >/dev/null; then
    echo "Neither root nor sudo is at hand. Please install them yourself: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  sudo=(sudo)
fi
echo "Installing them with ${sudo[*]:+${sudo[*]} }apt-get."
"${sudo[@]}" apt-get update -q
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
