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
    chain) groups+=("$word") ;;
    *) fail "bench: no group '$word' (chain)" ;;
  esac
done
[ ${#groups[@]} -gt 0 ] || groups=(chain)

need_packages build run test
need_node
build_targets all
for group in "${groups[@]}"; do
  say "bench: $group"
  case $group in
    chain) node "$LIFTGUARD_ROOT/tests/bench/chain.mjs" $quick ;;
  esac
done
