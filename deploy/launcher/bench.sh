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
    chain | detection | engine) groups+=("$1") ;;
    *) fail "bench: no group '$1' (chain, detection, engine)" ;;
  esac
  shift
done
mapfile -t groups < <(printf '%s\n' "${groups[@]}" | awk 'NF && !seen[$0]++')
[ ${#groups[@]} -gt 0 ] || groups=(chain detection engine)

need_packages build run test
need_node
build_targets all
for group in "${groups[@]}"; do
  say "bench: $group"
  case $group in
    chain) node "$LIFTGUARD_ROOT/tests/bench/chain.mjs" $quick ;;
    detection) "$BUILD/bin/liftguard-bench-detection" $quick "${document[@]}" ;;
    engine) "$BUILD/bin/liftguard-bench-engine" $quick ;;
  esac
done
