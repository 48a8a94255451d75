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

guarded() { # guarded FILE: each line that comes in must stand in FILE as it is, and nothing else for its key
    while read -r line; do
        [ "$(grep "^${line%%=*}=" "$1")" = "$line" ] || wrong "$(basename "$1"): must have $line"
    done
}
known() { # known FILE PROGRAM: PROGRAM, which reads FILE, must know each key in it; it holds them as SECTION.KEY
    [ -x "$2" ] || { echo "deploy-check: no $2 here: the keys of $(basename "$1") are not checked"; return 0; }
    while read -r line; do
        case $line in
        \[*) section=$(printf '%s' "$line" | tr -d '[]') ;;
        [A-Z]*=*) grep -azqxF "$section.${line%%=*}" "$2" || wrong "$(basename "$1"): no key ${line%%=*} in [$section]" ;;
        esac
    done <"$1"
}

units=$root/usr/lib/systemd/system
mkdir -p "$units" "$root/opt/homeward/bin" "$root/etc/homeward" "$root/etc/systemd/system" "$root/bin"
cp -R /usr/lib/systemd/system/. "$units/"
for program in /opt/homeward/bin/homeward /bin/sh; do
    printf '#!/bin/sh\n' >"$root$program"
    chmod +x "$root$program"
done
sh "$here/install.sh" "$root" || wrong "install.sh failed"

# verify ends with 0 also where it warns: an unknown key is a mistake here.
said=$(systemd-analyze verify --man=no --root="$root" homeward.service homeward.target serial-getty@ttyAMA0.service 2>&1) || wrong "$said"
if printf '%s' "$said" | grep homeward >&2; then wrong "systemd-analyze verify complains"; fi
# What must not be lost, whoever edits: the user and its bounds, the watchdog, the way back, everything off in the end.
guarded "$units/homeward.service" <<END
Type=notify
NotifyAccess=main
User=homeward
WatchdogSec=2
WatchdogSignal=SIGKILL
ExecStopPost=/opt/homeward/bin/homeward outputs-off
Restart=always
RestartSec=2
MemoryMax=256M
StartLimitIntervalSec=0
RuntimeDirectory=homeward
RuntimeDirectoryPreserve=restart
StateDirectory=homeward
CapabilityBoundingSet=
AmbientCapabilities=
NoNewPrivileges=yes
DevicePolicy=closed
WantedBy=homeward.target
END
guarded "$units/homeward.target" <<END
WantedBy=multi-user.target
END
guarded "$root/usr/lib/systemd/network/80-homeward-can.network" <<END
RequiredForOnline=no
ListenOnly=yes
END
waits='^(After|Wants|Requires|Requisite|BindsTo|Upholds)=.*(network|online|nss-lookup|remote-fs)'
if grep -rE "$waits" "$units"/homeward.* >&2; then wrong "a car waits for no network"; fi
known "$root/usr/lib/systemd/network/80-homeward-can.network" /usr/lib/systemd/systemd-networkd
known "$root/usr/lib/systemd/network/60-homeward-can.link" "$(command -v udevadm || echo udevadm)"

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
