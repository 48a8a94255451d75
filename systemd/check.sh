#!/bin/sh
# Hold the files of the service against systemd itself, installed into a root of their own: nothing of this machine is
# touched. Ends with 1 and what is wrong, or with 0; where there is no systemd, it says so and ends with 0.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
MOST_EXPOSED=20 # tenths of what `systemd-analyze security` gives

for tool in systemctl systemd-analyze systemd-sysusers systemd-tmpfiles; do
    command -v $tool >/dev/null || { echo "deploy-check: no $tool here: the files of the service are not checked"; exit 0; }
done
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
trap 'exit 1' HUP INT TERM
failed=0
wrong() {
    printf 'deploy-check: %s\n' "$*" >&2
    failed=1
}

mkdir -p "$root/usr/lib/systemd/system" "$root/opt/homeward/bin" "$root/etc/homeward" "$root/etc/systemd/system"
cp -R /usr/lib/systemd/system/. "$root/usr/lib/systemd/system/"
printf '#!/bin/sh\n' >"$root/opt/homeward/bin/homeward"
chmod +x "$root/opt/homeward/bin/homeward"
sh "$here/install.sh" "$root" || wrong "install.sh failed"

# verify ends with 0 also where it warns: an unknown key is a mistake here.
said=$(systemd-analyze verify --man=no --root="$root" homeward.service homeward.target 2>&1) || wrong "$said"
if printf '%s' "$said" | grep homeward >&2; then wrong "systemd-analyze verify complains"; fi
said=$(systemd-analyze security --no-pager --offline=true --threshold=$MOST_EXPOSED --root="$root" homeward.service 2>&1) ||
    wrong "more exposed than $MOST_EXPOSED tenths: $said"
printf '%s\n' "$said" | grep -i 'overall exposure' || wrong "no exposure level: $said"

printf 'root:x:0:0::/root:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\n' >"$root/etc/group"
systemd-sysusers --root="$root" homeward.conf >/dev/null 2>&1 || wrong "systemd-sysusers refuses its file"
grep -q '^homeward:' "$root/etc/passwd" || wrong "no user homeward"
for group in i2c gpio dialout; do
    grep -q "^$group:.*homeward" "$root/etc/group" || wrong "homeward is not in the group $group"
done
said=$(systemd-tmpfiles --create --root="$root" homeward.conf 2>&1) || wrong "systemd-tmpfiles: $said"
[ "$(stat -c %a "$root/etc/homeward")" = 750 ] || wrong "/etc/homeward is open to others"

if udevadm verify --help >/dev/null 2>&1; then # since systemd 254
    udevadm verify "$here/90-homeward.rules" || wrong "udevadm verify complains"
fi
exit $failed
