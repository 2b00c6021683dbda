#!/usr/bin/env bash
# ./liftguard bench [GROUP] [--quick]: JSON lines on standard output, progress on standard error (docs/rules/bench.md)
# ./liftguard bench detection --document sample|all: also rewrites what docs/detection.md shows of it (docs/detection.md)
set -euo pipefail
# shellcheck source=deploy/launcher/setup.sh
. "$LIFTGUARD_ROOT/deploy/launcher/setup.sh"

groups=()
quick=
document=()
while [ $# -gt 0 ]; do
  case $1 in
    --quick) quick=--quick ;;
    --document) groups+=(detection) document=("$1" "${2:-}") && shift ;;
    box | chain | detection | engine | gateway) groups+=("$1") ;;
    *) fail "bench: no group '$1' (box, chain, detection, engine, gateway)" ;;
  esac
  shift
done
mapfile -t groups < <(printf '%s\n' "${groups[@]}" | awk 'NF && !seen[$0]++')
[ ${#groups[@]} -gt 0 ] || groups=(box chain detection engine gateway)

# The box's line is made of TUN interfaces in network namespaces of its own: as root, or as root of a user namespace.
bench_box() {
  local apart=(unshare --net --mount)
  [ "$(id -u)" = 0 ] || apart+=(--map-root-user)
  "${apart[@]}" "$BUILD/bin/liftguard-line" -- true ||
    fail "bench box: this machine lets nobody make network namespaces with TUN interfaces (needs /dev/net/tun, and root or user namespaces)"
  "${apart[@]}" node "$LIFTGUARD_ROOT/tests/bench/box/box.mjs" $quick
}

need_packages build run test
need_node
build_targets all
for group in "${groups[@]}"; do
  say "bench: $group"
  case $group in
    box) bench_box ;;
    chain) node "$LIFTGUARD_ROOT/tests/bench/chain.mjs" $quick ;;
    detection) "$BUILD/bin/liftguard-bench-detection" $quick "${document[@]}" ;;
    engine) "$BUILD/bin/liftguard-bench-engine" $quick ;;
    gateway) node "$LIFTGUARD_ROOT/tests/bench/gateway/main.mjs" $quick ;;
  esac
done
