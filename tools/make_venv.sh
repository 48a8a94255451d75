#!/bin/sh
# Make the virtual environment $2 with the interpreter $1; on Debian, where venv is a package of its own, fetch that.
set -eu
python="$1" venv="$2"

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "make setup: $python is older than 3.11: name another one, for example make PYTHON=python3.13 ..." >&2
    exit 2
}
[ -x "$venv/bin/pip" ] && exit 0
"$python" -c 'import ensurepip, venv' 2>/dev/null || {
    version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    run=""
    [ "$(id -u)" = 0 ] || run="sudo"
    echo "make setup: installing $version-venv" >&2
    $run apt-get update -qq && $run apt-get install -qq -y "$version-venv" || {
        echo "make setup: $python has no venv module: apt-get install $version-venv" >&2
        exit 2
    }
}
rm -rf "$venv"
"$python" -m venv "$venv"
