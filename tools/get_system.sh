#!/bin/sh
# Put a small Debian with systemd into .cache/system/root, with the libraries of the service in its /opt/homeward, for the
# test of the service; without root and without installing anything. Where it cannot be had, this does nothing; the test is
# then skipped and says so.
set -eu
cd "$(dirname "$0")/.."
. tools/from_debian.sh
cache="$PWD/.cache/system" new="$PWD/.cache/system.new" pip="$PWD/.venv/bin/pip"

made_of=$(cat tools/get_system.sh tools/from_debian.sh pyproject.toml requirements.txt requirements-dev.txt | sha256sum)
[ "$(cat "$cache/.ready" 2>/dev/null)" != "$made_of" ] || exit 0
give_up() {
    echo "get_system: $1: the service will not be tested under systemd" >&2
    rm -rf "$new"
    exit 0
}
[ -e .cache/kernel/.ready ] || give_up "no kernel to boot it in (tools/get_kernel.sh)"
[ -x "$pip" ] || give_up "no $pip (make setup)"
unshare --map-root-user --mount true 2>/dev/null || give_up "no user namespaces"

rm -rf "$new"
WHOLE_SYSTEM=1 from_debian "$new" systemd udev kmod iproute2 util-linux coreutils bash dash grep sed base-files base-passwd \
    python3-venv mosquitto || give_up "$why"
cp "$new/root/usr/share/base-passwd/passwd.master" "$new/root/etc/passwd"
cp "$new/root/usr/share/base-passwd/group.master" "$new/root/etc/group"
rm -rf "$new/root/usr/share/doc" "$new/root/usr/share/man" "$new/root/usr/share/locale" "$new/root/etc/init.d"

# Its Python takes no packages for another one; lists of packages and the network are on this side only.
python=$(readlink "$new/root/usr/bin/python3")
# pigpio is for pins of the rig; whatever is fetched must have a hash of the lock, and once more where it is installed.
{ cat requirements.txt && sed -n '/^pigpio==/,/[^\\]$/p' requirements-dev.txt; } >"$new/needed"
"$pip" download --quiet --disable-pip-version-check --dest "$new/wheels" --only-binary :all: --require-hashes --no-deps \
    --python-version "${python#python}" --requirement "$new/needed" 2>"$new/said" || give_up "$(tail -n 1 "$new/said")"
cp "$new/needed" "$new/root/needed"
sh tools/in_tree.sh "$new/root" "$PWD" "$new/wheels" \
    "python3 -m venv /opt/homeward; /opt/homeward/bin/pip install --quiet --require-hashes --requirement /needed" ||
    give_up "the libraries cannot be installed"
rm "$new/root/needed"
printf '%s\n' "$made_of" >"$new/.ready"
rm -rf "$cache"
mv "$new" "$cache"
