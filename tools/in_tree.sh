#!/bin/sh
# in_tree.sh TREE SOURCES WHEELS COMMAND: run COMMAND as root of the system in the folder TREE, in a copy of the sources;
# its pip has the packages in WHEELS, and no network. What is mounted is seen by COMMAND only; no privilege is needed.
set -eu
[ "${5:-}" = inside ] || exec unshare --map-root-user --mount sh "$0" "$1" "$2" "$3" "$4" inside
mkdir -p "$1/mnt/sources" "$1/mnt/wheels"
mount --rbind /dev "$1/dev"
mount --bind "$2" "$1/mnt/sources"
mount --bind "$3" "$1/mnt/wheels"
exec env -i PATH=/usr/sbin:/usr/bin PIP_NO_INDEX=1 PIP_FIND_LINKS=/mnt/wheels PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore chroot "$1" sh -euc "cd /mnt/sources; $4"
