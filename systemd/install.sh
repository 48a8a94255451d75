#!/bin/sh
# Put the files of the service where systemd looks for them: install.sh [DESTDIR]. With a DESTDIR, which may be the root
# of an image, nothing is started, and the users are made when that system boots. Again does no harm.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=${1:-}

put() { # put FILE FOLDER [NAME]
    install -D -m 0644 "$here/$1" "$root$2/${3:-$1}"
}
put homeward.service /usr/lib/systemd/system
put homeward.target /usr/lib/systemd/system
put homeward-serial-getty.conf /usr/lib/systemd/system/serial-getty@.service.d homeward.conf
put homeward-port-is-free.sh /usr/lib/homeward port-is-free.sh
put 60-homeward-can.link /usr/lib/systemd/network
put 80-homeward-can.network /usr/lib/systemd/network
put homeward-sysusers.conf /usr/lib/sysusers.d homeward.conf
put homeward-tmpfiles.conf /usr/lib/tmpfiles.d homeward.conf
put 90-homeward.rules /usr/lib/udev/rules.d
put homeward-watchdog.conf /usr/lib/systemd/system.conf.d homeward.conf
put homeward-journald.conf /usr/lib/systemd/journald.conf.d homeward.conf
systemctl --root="${root:-/}" --quiet enable homeward.target homeward.service

[ -z "$root" ] || exit 0
systemd-sysusers homeward.conf
systemd-tmpfiles --create homeward.conf
udevadm control --reload
udevadm trigger
udevadm trigger --action=add --subsystem-match=net --sysname-match='can*' # .link files count for new devices only
systemctl daemon-reload
systemctl enable --now systemd-networkd.service
networkctl reload
