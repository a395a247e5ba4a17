#!/usr/bin/env bash
# Makes the virtual environment .venv, empty, from a Python that is new enough.
# PYTHON names the Python (default: python3, or else the newest python3.NN on the path).
# Exit codes: 0 made, 2 no fit Python (one line says what to do).
set -euo pipefail
cd "$(dirname "$0")/.."

new_enough() { command -v "$1" >/dev/null && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

if [ -n "${PYTHON:-}" ]; then
    candidates=("$PYTHON")
else
    candidates=(python3 python3.14 python3.13 python3.12 python3.11)
fi
python=
for candidate in "${candidates[@]}"; do
    if new_enough "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    have=$("${candidates[0]}" -V 2>/dev/null || echo "no ${candidates[0]}")
    echo "make-venv: Python 3.11 or newer is needed, here is $have; name one with: make PYTHON=/path/to/python3" >&2
    exit 2
fi

PYTHON=$python scripts/system-libraries.sh venv
# --clear: whatever an earlier, interrupted run left is thrown away.
"$python" -m venv --clear .venv
