# Sourced: from_debian FOLDER PACKAGE... unpacks Debian packages into FOLDER/root, without root and without installing
# anything: only these, with WITH_DEPENDENCIES=1 also what they need and this machine lacks, with WHOLE_SYSTEM=1 all that
# they need. It returns 1, with the reason in $why, where that cannot be done; then nothing is left of FOLDER.

from_debian() {
    folder=$1
    shift
    why=
    command -v apt-get >/dev/null && command -v dpkg >/dev/null || { why="this is no Debian"; return 1; }
    mkdir -p "$folder/apt/lists/partial" "$folder/apt/archives/partial" "$folder/debs"
    export APT_CONFIG="$folder/apt.conf"
    printf 'APT::Sandbox::User "root";\nDir::Cache "%s";\n' "$folder/apt" >"$APT_CONFIG"
    if [ -n "${WHOLE_SYSTEM:-}" ]; then
        : >"$folder/apt/status" # nothing is installed
        printf 'Dir::State::status "%s";\n' "$folder/apt/status" >>"$APT_CONFIG"
        mkdir -p "$folder/root/usr"
        for name in bin sbin lib lib64; do # as all Debian systems have it; no package does it
            mkdir "$folder/root/usr/$name"
            ln -s "usr/$name" "$folder/root/$name"
        done
    fi
    packages=$(_to_fetch "$@")
    if [ -z "$packages" ]; then
        printf 'Dir::State::Lists "%s";\n' "$folder/apt/lists" >>"$APT_CONFIG"
        apt-get -qq update >/dev/null 2>&1 || why="no package lists"
        packages=$(_to_fetch "$@")
    fi
    [ -n "$packages" ] || why="${why:-no package $1}"
    [ -n "$why" ] || (cd "$folder/debs" && apt-get -qq download $packages >/dev/null 2>&1) || why="no download"
    if [ -z "$why" ]; then
        for deb in "$folder"/debs/*.deb; do
            _unpack "$deb" "$folder/root" || why="$deb is damaged"
        done
    fi
    unset APT_CONFIG
    rm -rf "$folder/apt" "$folder/debs" "$folder/apt.conf"
    [ -z "$why" ] || { rm -rf "$folder"; return 1; }
}

_unpack() { # as dpkg -x, which would put a folder in the place of a link to one
    mkdir -p "$2"
    dpkg-deb --fsys-tarfile "$1" 2>/dev/null | tar -x --keep-directory-symlink --no-same-owner -C "$2" 2>/dev/null
}

_to_fetch() { # what apt would install, whatever this release calls the libraries; or only what was named
    if [ -n "${WITH_DEPENDENCIES:-}${WHOLE_SYSTEM:-}" ]; then
        apt-get -qq --print-uris --no-install-recommends install "$@" 2>/dev/null | cut -d ' ' -f 2 | cut -d _ -f 1
    else
        apt-get -qq --print-uris download "$@" 2>/dev/null | cut -d ' ' -f 2 | cut -d _ -f 1
    fi
}
