#!/bin/sh
# Put a Linux kernel that runs as a program (Debian's user-mode-linux) into .cache/kernel for the rig, without root and
# without installing anything. Where it cannot be had, this does nothing; what needs it is then skipped and says so.
set -eu
cd "$(dirname "$0")/.."
. tools/from_debian.sh
cache="$PWD/.cache/kernel"
[ -e "$cache/.ready" ] && exit 0

give_up() {
    echo "get_kernel: $1: tests in a kernel of their own will be skipped" >&2
    exit 0
}
[ "$(uname -m)" = x86_64 ] || [ "$(uname -m)" = i686 ] || give_up "User-Mode Linux runs on x86 only"
rm -rf "$cache"
from_debian "$cache" user-mode-linux kmod libkmod2 || give_up "$why"

# modprobe looks below ROOT/lib/modules; the package has the modules elsewhere.
mkdir -p "$cache/root/lib/modules"
mv "$cache"/root/usr/lib/uml/modules/* "$cache/root/lib/modules/"
ln -sf ../bin/kmod "$cache/root/sbin/modprobe" # the package's link is an absolute one
touch "$cache/.ready"
