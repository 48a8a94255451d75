# Sourced: from_debian FOLDER PACKAGE... unpacks Debian packages (and what they need and this machine lacks, where
# WITH_DEPENDENCIES is set) into FOLDER/root, without root and without installing anything. It returns 1, with the reason
# in $why, where that cannot be done; then nothing is left of FOLDER.

from_debian() {
    folder=$1
    shift
    why=
    command -v apt-get >/dev/null && command -v dpkg >/dev/null || { why="this is no Debian"; return 1; }
    mkdir -p "$folder/apt/lists/partial" "$folder/apt/archives/partial" "$folder/debs"
    export APT_CONFIG="$folder/apt.conf"
    printf 'APT::Sandbox::User "root";\nDir::Cache "%s";\n' "$folder/apt" >"$APT_CONFIG"
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
            dpkg -x "$deb" "$folder/root" 2>/dev/null || why="$deb is damaged"
        done
    fi
    unset APT_CONFIG
    rm -rf "$folder/apt" "$folder/debs" "$folder/apt.conf"
    [ -z "$why" ] || { rm -rf "$folder"; return 1; }
}

_to_fetch() { # what apt would install, whatever this release calls the libraries; or only what was named
    if [ -n "${WITH_DEPENDENCIES:-}" ]; then
        apt-get -qq --print-uris --no-install-recommends install "$@" 2>/dev/null | cut -d ' ' -f 2 | cut -d _ -f 1
    else
        apt-get -qq --print-uris download "$@" 2>/dev/null | cut -d ' ' -f 2 | cut -d _ -f 1
    fi
}
