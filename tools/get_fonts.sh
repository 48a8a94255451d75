#!/bin/sh
# Put fonts with Latin, Arabic and Chinese letters into .cache/fonts for the tests of reports, without installing anything.
# Where they are installed, or cannot be had, this does nothing; the tests that need them are then skipped and say so.
set -eu
cd "$(dirname "$0")/.."
. tools/from_debian.sh
cache="$PWD/.cache/fonts"

has() { find /usr/share/fonts "$cache" -name "$1" 2>/dev/null | grep -q .; }
has NotoSans-Regular.ttf && has NotoNaskhArabic-Regular.ttf && has wqy-microhei.ttc && exit 0
rm -rf "$cache"
from_debian "$cache" fonts-dejavu-core fonts-noto-core fonts-wqy-microhei && exit 0
echo "get_fonts: $why: tests of some languages will be skipped (apt-get install fonts-noto-core fonts-wqy-microhei)" >&2
rm -rf "$cache"
