#!/bin/sh
# homeward-port-is-free.sh TTY [CONFIG]: ends with 0 unless the configuration gives the serial port /dev/TTY to Homeward,
# by this or another name of it.
set -eu
tty=$(readlink -m "/dev/$1")
config=${2:-/etc/homeward/homeward.toml}
[ -r "$config" ] || exit 0
for port in $(sed -n "s/^[^#]*\bport *= *[\"']\([^\"']*\)[\"'].*/\1/p" "$config"); do
    [ "$(readlink -m "$port")" != "$tty" ] || exit 1
done
