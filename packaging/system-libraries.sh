#!/bin/sh
# Qt's wheels need a few system libraries. Install them where that is allowed, else say how; $1 is the Python that has PySide6.
set -u
works() { QT_QPA_PLATFORM=offscreen "$1" -c 'from PySide6.QtWidgets import QApplication; QApplication([])' 2>/dev/null; }
# The part of Qt that opens a window can be loaded without a display, and cannot where a library of X11 is missing.
shows() {
  "$1" -c 'import ctypes, pathlib, PySide6.QtGui as qt
for found in pathlib.Path(qt.__file__).parent.glob("Qt/plugins/platforms/libqxcb.so"): ctypes.CDLL(str(found))' 2>/dev/null
}

works "$1" && shows "$1" && exit 0
packages="libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-randr0 libxcb-render-util0 libxcb-image0 fonts-dejavu-core"
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installing the system libraries that Qt needs…"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; } >/dev/null 2>&1
  works "$1" && shows "$1" && exit 0
fi
if works "$1"; then
  echo "Qt cannot open windows yet: system libraries are missing. On Debian or Ubuntu run:" >&2
else
  echo "Qt cannot start: system libraries are missing. On Debian or Ubuntu run:" >&2
fi
echo "  sudo apt-get install --no-install-recommends $packages" >&2
# Without a display nothing but windows is missed.
works "$1" && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]
