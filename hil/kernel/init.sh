#!/bin/sh
# The first process in the kernel of the rig when the host's files are its root. All that is mounted here is seen by this
# kernel only.
PATH=$RIG_KERNEL/sbin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH LD_LIBRARY_PATH="$RIG_KERNEL/usr/lib/$(uname -m)-linux-gnu"
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts -o ptmxmode=666,mode=620
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs tmpfs /var/lib # nobody here needs what the host has there
mkdir -p /var/lib/homeward
exec sh "$RIG_WORK"
