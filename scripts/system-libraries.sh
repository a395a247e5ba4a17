#!/usr/bin/env bash
# Looks for what pip cannot install, and installs it where that is allowed.
#   scripts/system-libraries.sh run     Pango and HarfBuzz, which WeasyPrint lays pages out with
#   scripts/system-libraries.sh test    the same, and Java (epubcheck), Chromium, poppler, CJK faces
#   scripts/system-libraries.sh venv    those of run, and Python's venv module, which Debian packs apart
# PYTHON names the Python to look with (default: python3). Nothing is done when nothing is missing.
# Exit codes: 0 all there, 2 something is missing and could not be installed (one line says how to).
set -euo pipefail

kind=${1:-run}
python=${PYTHON:-python3}
system=$(uname -s)
case $kind in
    run | test | venv) ;;
    *)
        echo "system-libraries: unknown kind \`$kind\`: say run, test or venv" >&2
        exit 2
        ;;
esac

# Homebrew's folder is not one where a Mac's loader looks by itself.
if [ "$system" = Darwin ]; then
    brew_lib=$( (brew --prefix 2>/dev/null || echo /opt/homebrew))/lib
    export DYLD_FALLBACK_LIBRARY_PATH="${DYLD_FALLBACK_LIBRARY_PATH:-$brew_lib:/usr/local/lib:/usr/lib}"
fi

# A library is there when the loader finds it, wherever it came from: asking the package manager
# would miss a library in LD_LIBRARY_PATH, and there may be no package manager.
library() {
    local name
    for name in "$@"; do
        "$python" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$name" 2>/dev/null && return
    done
    return 1
}
program() {
    local name
    for name in "$@"; do command -v "$name" >/dev/null && return; done
    return 1
}
venv_is_there() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }
# macOS has a /usr/bin/java that only says where to get one.
java_runs() { java -version >/dev/null 2>&1; }
chromium_is_there() {
    program "${CHROMIUM:-chromium}" chromium-browser google-chrome ||
        [ -x "/Applications/Chromium.app/Contents/MacOS/Chromium" ] ||
        [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]
}

# Names in Korean and Japanese are set in Noto Serif CJK.
cjk_faces_are_there() { fc-list : family 2>/dev/null | grep -q "Noto Serif CJK"; }

debian=() # names for apt-get
brew=()   # names for brew; a cask's says --cask
need() { # need DEBIAN_NAME BREW_NAME TEST...
    local deb=$1 mac=$2
    shift 2
    if ! "$@"; then
        debian+=("$deb")
        brew+=("$mac")
    fi
}

if [ "$kind" = venv ]; then
    # Whatever the Python is called on the path, Debian's package has its version in its name.
    need "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" python venv_is_there
fi
need libpango-1.0-0 pango library libpango-1.0.so.0 libpango-1.0.dylib
need libpangoft2-1.0-0 pango library libpangoft2-1.0.so.0 libpangoft2-1.0.dylib
need libharfbuzz-subset0 harfbuzz library libharfbuzz-subset.so.0 libharfbuzz-subset.0.dylib
if [ "$kind" = test ]; then
    need default-jre-headless temurin java_runs
    need chromium chromium chromium_is_there
    need poppler-utils poppler program pdftotext
    need fonts-noto-cjk "--cask font-noto-serif-cjk" cjk_faces_are_there
    # Playwright brings a Node of its own, and that one wants this on Linux.
    if [ "$system" != Darwin ]; then need libatomic1 - library libatomic.so.1; fi
fi

if [ ${#debian[@]} -eq 0 ]; then
    exit 0
fi

if [ "$system" = Darwin ]; then
    echo "system-libraries: missing here; run: brew install $(printf '%s\n' "${brew[@]}" | sort -u | xargs)" >&2
    exit 2
fi
if ! program apt-get; then
    echo "system-libraries: missing here: what Debian calls ${debian[*]}; install it with this system's package manager" >&2
    exit 2
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if program sudo && sudo -n true 2>/dev/null; then
        as_root=(sudo -n)
    else
        echo "system-libraries: missing here; run: sudo apt-get install -y --no-install-recommends ${debian[*]}" >&2
        exit 2
    fi
fi

# Another job may hold dpkg's lock for minutes: wait for it.
apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600)
echo "system-libraries: installing ${debian[*]}"
# ${a[@]+...}: in the bash of a Mac an empty array counts as unset.
if ! { ${as_root[@]+"${as_root[@]}"} "${apt[@]}" update &&
    ${as_root[@]+"${as_root[@]}"} "${apt[@]}" install -y --no-install-recommends "${debian[@]}"; } >&2; then
    echo "system-libraries: apt-get failed; run it by hand: apt-get install -y --no-install-recommends ${debian[*]}" >&2
    exit 2
fi
