#!/bin/sh
# Put the broker mosquitto into .cache/mosquitto for the tests, without root and without installing anything.
# Where it is installed, or cannot be had, this does nothing; the tests that need it are then skipped and say so.
set -eu
cd "$(dirname "$0")/.."
cache="$PWD/.cache/mosquitto"

PATH="$PATH:/usr/sbin:/usr/local/sbin"
command -v mosquitto >/dev/null && exit 0
[ -x "$cache/bin/mosquitto" ] && exit 0

give_up() {
    echo "get_mosquitto: $1: tests with a real MQTT broker will be skipped (apt-get install mosquitto)" >&2
    rm -rf "$cache"
    exit 0
}
command -v apt-get >/dev/null && command -v dpkg >/dev/null || give_up "this is no Debian"

mkdir -p "$cache/apt/lists/partial" "$cache/apt/archives/partial" "$cache/debs" "$cache/bin"
export APT_CONFIG="$cache/apt.conf"
printf 'APT::Sandbox::User "root";\nDir::Cache "%s";\n' "$cache/apt" >"$APT_CONFIG"

missing() { # what apt would install, whatever this release calls the libraries
    apt-get -qq --print-uris --no-install-recommends install mosquitto 2>/dev/null | cut -d ' ' -f 2 | cut -d _ -f 1
}
packages=$(missing)
if [ -z "$packages" ]; then
    printf 'Dir::State::Lists "%s";\n' "$cache/apt/lists" >>"$APT_CONFIG"
    apt-get -qq update >/dev/null 2>&1 || give_up "no package lists"
    packages=$(missing)
fi
[ -n "$packages" ] || give_up "no package mosquitto"
(cd "$cache/debs" && apt-get -qq download $packages >/dev/null 2>&1) || give_up "no download"
for deb in "$cache"/debs/*.deb; do
    dpkg -x "$deb" "$cache/root" 2>/dev/null || give_up "$deb is damaged"
done

libraries=$(find "$cache/root" -name '*.so*' -printf '%h\n' | sort -u | paste -s -d :)
for name in sbin/mosquitto bin/mosquitto_passwd; do
    program="$cache/bin/$(basename "$name")"
    printf '#!/bin/sh\nLD_LIBRARY_PATH="%s" exec "%s" "$@"\n' "$libraries" "$cache/root/usr/$name" >"$program"
    chmod +x "$program"
done
"$cache/bin/mosquitto" -h 2>/dev/null | grep -q '^mosquitto version' || give_up "it does not start"
rm -rf "$cache/apt" "$cache/debs" "$APT_CONFIG"
