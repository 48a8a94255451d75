#!/bin/sh
# image.sh SYSTEM IMAGE: make the file IMAGE a disk with the system in the folder SYSTEM and Homeward installed in it by
# the steps of docs/install.md. The units are what a car gets; what only the rig needs is put beside them.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
system=$1 image=$2
work=$(mktemp -d "$system/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
tree=$work/root
cp -a "$system/root" "$tree"
mkdir "$work/sources" # building leaves traces
cp -R controller drivers firmware hil systemd docs pyproject.toml requirements.txt README.md LICENSE "$work/sources"
in_tree() { sh tools/in_tree.sh "$tree" "$work/sources" "$system/wheels" "$1"; }

# docs/install.md, steps 2 to 4. The configuration is the simulated car's, with a password for its hub.
in_tree '/opt/homeward/bin/pip install --quiet --require-hashes --requirement requirements.txt
         /opt/homeward/bin/pip install --quiet --no-index --no-deps --no-build-isolation .
         sh systemd/install.sh /'
mkdir -p "$tree/etc/homeward"
cp hil/rig/demo_car.toml hil/rig/demo_car.dbc "$tree/etc/homeward"
sed -e '/^\[mqtt\]/a username = "homeward"\npassword_file = "/etc/homeward/mqtt-password"' \
    hil/rig/demo.toml >"$tree/etc/homeward/homeward.toml"
od -An -N 16 -t x1 /dev/urandom | tr -d ' ' >"$tree/etc/homeward/mqtt-password"
in_tree '/opt/homeward/bin/homeward check /etc/homeward/homeward.toml' >/dev/null

put() { # put FILE FOLDER NAME
    install -D -m 0644 "$here/$1" "$tree$2/$3"
}
put rig.service /etc/systemd/system rig.service
put rig-homeward.conf /etc/systemd/system/homeward.service.d rig.conf
put rig-mosquitto.conf /etc/mosquitto/conf.d rig.conf
put rig-sysusers.conf /usr/lib/sysusers.d rig.conf
put rig-tmpfiles.conf /usr/lib/tmpfiles.d rig.conf
in_tree 'mosquitto_passwd -b -c /etc/mosquitto/passwords homeward "$(cat /etc/homeward/mqtt-password)"
         chmod 0644 /etc/mosquitto/passwords
         systemctl --quiet enable rig.service mosquitto.service
         systemctl --quiet set-default multi-user.target
         systemctl --quiet mask systemd-hwdb-update.service systemd-journal-catalog-update.service'
tr -d - </proc/sys/kernel/random/uuid >"$tree/etc/machine-id" # else systemd would take it for unpacked and enable all

unshare --map-root-user mke2fs -q -F -t ext4 -d "$tree" "$work/image" 2G >/dev/null
mv "$work/image" "$image"
