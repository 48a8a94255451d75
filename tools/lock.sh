#!/bin/sh
# Lock every package that is installed anywhere, with the hashes of all its files: lock.sh [PACKAGE==VERSION ...]. What is
# locked stays as it is, but for what pyproject.toml or the arguments ask for. For whoever changes a version; needs the
# network. Read what has changed before it is committed (docs/decisions/0029-the-supply-chain.md).
#   requirements.txt         what the service needs, and what builds it: docs/install.md, the machine of hil/service
#   requirements-dev.txt     that and what the project is checked with: make setup
#   requirements-mutants.txt what plants faults in the code: make mutants
#   requirements-peers.txt   the libraries of requirements-peers.in: make pulse-peers
#   requirements-judges.txt  the makers' drivers of requirements-judges.in, without their dependencies: make setup
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --quiet --disable-pip-version-check --require-hashes --requirement tools/uv.txt
lock() { # lock OUTPUT INPUT [OPTION ...]
    output=$1
    shift
    "$work/venv/bin/uv" pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-annotate --no-header \
        --no-emit-index-url --no-strip-extras --output-file "$output" "$@" >/dev/null
}
upgrades=""
for package in "$@"; do upgrades="$upgrades --upgrade-package $package"; done
# shellcheck disable=SC2086  # words of options
lock requirements-dev.txt pyproject.toml --extra dev $upgrades
sed -n 's/ *\\$//; s/^\([A-Za-z0-9._-]*==[^ ]*\).*/\1/p' requirements-dev.txt >"$work/same"
lock requirements.txt pyproject.toml --constraint "$work/same"
lock requirements-mutants.txt pyproject.toml --extra mutants --constraint "$work/same"
# shellcheck disable=SC2086
lock requirements-peers.txt requirements-peers.in $upgrades
# shellcheck disable=SC2086
lock requirements-judges.txt requirements-judges.in --no-deps $upgrades
