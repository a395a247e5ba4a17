#!/usr/bin/env bash
# What one would write in an afternoon, and what every figure of bench/editions.py is paired with: the same pandoc and
# the same WeasyPrint, one plain command an edition, nothing checked and nothing proved.
#   bench/naive.sh PAPER.md BIBLIOGRAPHY.bib STYLE.csl SHEET.css OUTDIR
# PANDOC and WEASYPRINT name the programs (default: those on the path).
set -euo pipefail
if [ $# -ne 5 ]; then
    echo "naive.sh: five arguments are needed: PAPER.md BIBLIOGRAPHY.bib STYLE.csl SHEET.css OUTDIR" >&2
    exit 2
fi
paper=$1 out=$5
with=(--standalone --citeproc "--bibliography=$2" "--csl=$3")

mkdir -p "$out"
"${PANDOC:-pandoc}" "$paper" "${with[@]}" --css="$4" --embed-resources --output="$out/paper.html"
"${PANDOC:-pandoc}" "$paper" "${with[@]}" --output="$out/paper.epub"
"${WEASYPRINT:-weasyprint}" --quiet "$out/paper.html" "$out/paper.pdf"
