#!/bin/sh
# The first process in the kernel of the rig. The host's files are the root; RIG_DIR is a folder of the host that the
# runner made: go.sh in it is what to do, rc becomes its exit code. All that is mounted here is seen by this kernel only.
PATH=$RIG_KERNEL/sbin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH LD_LIBRARY_PATH="$RIG_KERNEL/usr/lib/$(uname -m)-linux-gnu"
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
exec >/dev/ttyS0 2>&1
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts -o ptmxmode=666,mode=620
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs tmpfs /var/lib # nobody here needs what the host has there
mkdir -p /var/lib/homeward
stty -F /dev/ttyS0 -opost # the runner's stdout; what the kernel itself says goes to its console
for module in vcan can-raw cuse; do
    modprobe -d "$RIG_KERNEL" "$module" || echo "rig: no module $module" >&2
done
unset LD_LIBRARY_PATH
ip link set lo up
ip link add dev vcan0 type vcan && ip link set vcan0 up
sh "$RIG_DIR/go.sh" </dev/null
echo $? >"$RIG_DIR/rc.new"
mv "$RIG_DIR/rc.new" "$RIG_DIR/rc"
echo o >/proc/sysrq-trigger
sleep 60
