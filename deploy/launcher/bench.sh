#!/usr/bin/env bash
# ./liftguard bench [GROUP] [--quick]: JSON lines on standard output, progress on standard error (docs/rules/bench.md)
set -euo pipefail
# shellcheck source=deploy/launcher/setup.sh
. "$LIFTGUARD_ROOT/deploy/launcher/setup.sh"

groups=()
quick=
for word in "$@"; do
  case $word in
    --quick) quick=--quick ;;
    chain | engine) groups+=("$word") ;;
    *) fail "bench: no group '$word' (chain, engine)" ;;
  esac
done
[ ${#groups[@]} -gt 0 ] || groups=(chain engine)

need_packages build run test
need_node
build_targets all
for group in "${groups[@]}"; do
  say "bench: $group"
  case $group in
    chain) node "$LIFTGUARD_ROOT/tests/bench/chain.mjs" $quick ;;
    engine) "$BUILD/bin/liftguard-bench-engine" $quick ;;
  esac
done
