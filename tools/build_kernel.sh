#!/bin/sh
# Build a Linux kernel that runs as a program and has simulated pins (gpio-sim), which Debian's one lacks, into
# .cache/own-kernel: with it the rig exercises gpiozero and lgpio as on a Pi. Wanted by hand only: it takes about a
# quarter of an hour, a C compiler, make and 2 GB; without root and without installing anything.
set -eu
cd "$(dirname "$0")/.."
. tools/from_debian.sh
cache="$PWD/.cache/own-kernel"
[ -e "$cache/.ready" ] && exit 0

give_up() {
    echo "build_kernel: $1" >&2
    exit 1
}
[ "$(uname -m)" = x86_64 ] || give_up "User-Mode Linux runs on x86 only"
[ -e .cache/kernel/.ready ] || give_up "no Debian kernel to begin with: run tools/get_kernel.sh"
command -v cc >/dev/null && command -v make >/dev/null || give_up "cc and make are needed"
rm -rf "$cache"
from_debian "$cache" linux-source-6.1 flex bison m4 libfl2 libfl-dev libsigsegv2 bc user-mode-linux || give_up "$why"

tools="$cache/root/usr"
PATH="$tools/bin:$PATH"
LD_LIBRARY_PATH="$tools/lib/$(uname -m)-linux-gnu"
BISON_PKGDATADIR="$tools/share/bison" M4="$tools/bin/m4"
export PATH LD_LIBRARY_PATH BISON_PKGDATADIR M4
tar -x -C "$cache" -f "$tools"/src/linux-source-6.1.tar.xz
cd "$cache/linux-source-6.1"

# The architecture marks all its interrupt numbers as used, so that simulated pins get none for their edges.
sed -i 's/i < UM_LAST_SIGNAL_IRQ/i < UM_FIRST_DYN_IRQ + 10/' arch/um/kernel/irq.c
grep -q 'UM_FIRST_DYN_IRQ + 10' arch/um/kernel/irq.c || give_up "arch/um/kernel/irq.c is not as expected"

# Debian's configuration without modules, with what the rig needs built in. I2C_CHARDEV off: its numbers go to CUSE.
zcat "$tools"/share/doc/user-mode-linux/config.gz | sed -E 's/^(CONFIG_[A-Z0-9_]+)=m$/# \1 is not set/' >.config
off="SECURITY_SELINUX SECURITY_SMACK SECURITY_TOMOYO SECURITY_APPARMOR UML_NET_VDE STATIC_LINK RAID6_PQ_BENCHMARK
    I2C_CHARDEV SOFT_WATCHDOG"
on="DEBUG_INFO_NONE CAN CAN_RAW CAN_ISOTP CAN_J1939 CAN_DEV CAN_VCAN I2C FUSE_FS CUSE IPV6 TUN OVERLAY_FS
    CONFIGFS_FS AUTOFS_FS GPIOLIB GPIO_CDEV GPIO_CDEV_V1 GPIO_SIM"
for name in $off; do scripts/config -d "$name"; done
for name in $on; do scripts/config -e "$name"; done
make -s ARCH=um olddefconfig
make -s ARCH=um -j"$(nproc)" linux

mv linux "$cache/"
rm -rf "$cache/linux-source-6.1" "$cache/root"
cd "$cache/../.."
lgpio=$(sed -n 's/.*"\(lgpio==[^;]*\);.*/\1/p' pyproject.toml)
.venv/bin/pip install --quiet --quiet --disable-pip-version-check --no-deps --target "$cache/python" "$lgpio"
touch "$cache/.ready"
