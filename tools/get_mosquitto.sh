#!/bin/sh
# Put the broker mosquitto into .cache/mosquitto for the tests, without root and without installing anything.
# Where it is installed, or cannot be had, this does nothing; the tests that need it are then skipped and say so.
set -eu
cd "$(dirname "$0")/.."
. tools/from_debian.sh
cache="$PWD/.cache/mosquitto"

PATH="$PATH:/usr/sbin:/usr/local/sbin"
command -v mosquitto >/dev/null && exit 0
[ -x "$cache/bin/mosquitto" ] && exit 0

give_up() {
    echo "get_mosquitto: $1: tests with a real MQTT broker will be skipped (apt-get install mosquitto)" >&2
    rm -rf "$cache"
    exit 0
}
WITH_DEPENDENCIES=1 from_debian "$cache" mosquitto || give_up "$why"

mkdir "$cache/bin"
libraries=$(find "$cache/root" -name '*.so*' -printf '%h\n' | sort -u | paste -s -d :)
for name in sbin/mosquitto bin/mosquitto_passwd; do
    program="$cache/bin/$(basename "$name")"
    printf '#!/bin/sh\nLD_LIBRARY_PATH="%s" exec "%s" "$@"\n' "$libraries" "$cache/root/usr/$name" >"$program"
    chmod +x "$program"
done
"$cache/bin/mosquitto" -h 2>/dev/null | grep -q '^mosquitto version' || give_up "it does not start"
