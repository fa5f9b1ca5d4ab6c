#!/bin/sh
# Makes cjk.ttf: of Droid Sans Fallback (Apache License 2.0) the characters
# that the pictures and the samples use and DejaVu does not have. Run it again
# when a test says that a character has no glyph.
#
#   screenshots/font/subset.sh
#
# Needs Debian's fonts-droid-fallback and python3-fonttools.
set -eu
cd "$(dirname "$0")"
source=/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf
text=$(mktemp)
trap 'rm -f "$text"' EXIT
# Every text file of the project, and the punctuation and kana for good measure.
find ../.. -name .git -prune -o \( -name '*.go' -o -name '*.py' -o -name '*.md' -o -name '*.txt' \) -exec cat {} + >"$text"
"${PYTHON:-python3}" -m fontTools.subset "$source" --text-file="$text" --unicodes=3000-30FF,FF00-FF60 --output-file=cjk.ttf \
    --no-layout-closure --layout-features='' --drop-tables+=GSUB,GPOS,GDEF,vhea,vmtx --no-hinting --name-IDs='*'
