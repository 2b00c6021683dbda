# shellcheck shell=bash
# Sourced by every verb: packages, node, and the build, each done once and skipped in no time when it is there.
# Progress goes to standard error, so that a verb's own output stays clean.

BUILD=$LIFTGUARD_ROOT/build/release
NODE_HOME=$LIFTGUARD_ROOT/build/node
WEB=AUTO
export BUILD

say() { printf '\033[1m» %s\033[0m\n' "$*" >&2; }
fail() { printf 'liftguard: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "needs root or sudo to run: $*"
  fi
}

# need_packages LIST...: installs what is missing of deploy/packages/LIST.txt
need_packages() {
  local list missing=() wanted=() package
  for list in "$@"; do mapfile -t -O "${#wanted[@]}" wanted <"$LIFTGUARD_ROOT/deploy/packages/$list.txt"; done
  local installed
  installed=" $(dpkg-query -W -f '${Package} ${db:Status-Status}\n' 2>/dev/null | awk '$2 == "installed" {printf "%s ", $1}')"
  for package in "${wanted[@]}"; do
    case $installed in *" $package "*) ;; *) missing+=("$package") ;; esac
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "installing ${#missing[@]} Debian packages: ${missing[*]}"
  as_root apt-get update -qq >&2
  # Boost 1.74, where some other package brought it, cannot stay beside 1.81: apt replaces it.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# Debian's package starts a server of its own when it is installed. Ours are started when they are wanted: unless this
# machine has PostgreSQL already, that one is not made.
no_server_of_debians() {
  [ -e /etc/postgresql-common/createcluster.conf ] && return
  as_root mkdir -p /etc/postgresql-common/createcluster.d
  echo "create_main_cluster = false" | as_root tee /etc/postgresql-common/createcluster.d/liftguard.conf >/dev/null
}

# Puts a node of at least version 20 and an npm of at least 10 on PATH: the machine's own, or npm's packages of both.
need_node() {
  if [ -x "$NODE_HOME/node" ]; then
    PATH=$NODE_HOME:$PATH
  fi
  if ! node_is_new; then
    command -v npm >/dev/null || { say "installing npm"; as_root apt-get update -qq >&2
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends npm >&2; }
    say "fetching node 20 from the npm registry"
    local architecture=x64
    [ "$(uname -m)" = aarch64 ] && architecture=arm64
    mkdir -p "$NODE_HOME"
    npm install --no-audit --no-fund --prefix "$NODE_HOME" "node-linux-$architecture@20" npm@10 >&2 || fail "npm could not fetch node"
    ln -sf "node_modules/node-linux-$architecture/bin/node" "$NODE_HOME/node"
    ln -sf node_modules/npm/bin/npm-cli.js "$NODE_HOME/npm"
    PATH=$NODE_HOME:$PATH
    node_is_new || fail "npm's node-linux-$architecture@20 does not run here"
  fi
  export PATH
  WEB=ON
}

node_is_new() {
  local node npm
  node=$(node --version 2>/dev/null) && npm=$(npm --version 2>/dev/null) || return 1
  node=${node#v}
  [ "${node%%.*}" -ge 20 ] && [ "${npm%%.*}" -ge 10 ]
}

# build_targets TARGET...: the optimised build of the named targets
build_targets() { build_preset release "$@"; }

# A folder that was configured before node, chromium or the cross compiler was there has no pages, no tests of them, or
# no microcontroller build.
knows_too_little() {
  [ "$2" = ON ] || return 1
  ! grep -q '^LIFTGUARD_WEB:STRING=ON' "$1/CMakeCache.txt" ||
    { command -v chromium >/dev/null && grep -q '^LIFTGUARD_CHROMIUM:[A-Z]*=.*-NOTFOUND$' "$1/CMakeCache.txt"; } ||
    { command -v arm-none-eabi-g++ qemu-system-arm >/dev/null && grep -q '^LIFTGUARD_\(ARM_CXX\|QEMU_ARM\):[A-Z]*=.*-NOTFOUND$' "$1/CMakeCache.txt"; }
}

build_preset() {
  local preset=$1
  shift
  local folder=$LIFTGUARD_ROOT/build/$preset
  (
    cd "$LIFTGUARD_ROOT"
    local web=$WEB
    [ "$preset" = release ] || web=OFF
    if [ ! -f "$folder/build.ninja" ] || knows_too_little "$folder" "$web"; then
      say "configuring ($preset)"
      mkdir -p "$folder"
      cmake --preset "$preset" -DLIFTGUARD_WEB="$web" >"$folder/configure.log" 2>&1 || { tail -n 30 "$folder/configure.log" >&2; exit 1; }
    fi
    # A dry run tells whether there is anything to say at all.
    if ! cmake --build "$folder" --target "$@" -- -n 2>/dev/null | grep -q 'no work to do'; then
      [ -t 2 ] && say "building ($preset)"
    fi
    NINJA_STATUS='  [%f/%t, %es] ' cmake --build "$folder" --target "$@" >&2
  ) || fail "the $preset build failed (see above)"
}
