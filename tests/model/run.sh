#!/usr/bin/env bash
# run.sh FAULTS: checks protocol.pml with that many faults, and that each of its mutants gives a counter-example.
# Prints a line a check with the states that were visited, and "N passed, N failed".
set -euo pipefail

model=$(cd "$(dirname "$0")" && pwd)/protocol.pml
faults=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0 failed=0

# visit KIND DEFINE...: KIND safety or liveness; the checker's output
visit() {
  local kind=$1
  shift
  cd "$folder"
  rm -f ./*
  if [ "$kind" = liveness ]; then
    spin -a -DFAULTS="$faults" -DLIVENESS "$@" "$model" >/dev/null
    gcc -w -O1 -DNFAIR=4 -DCOLLAPSE -o pan pan.c # with two faults 3.4 million states, in 1 GiB
    ./pan -a -f -m1000000 -w24
  else
    spin -a -DFAULTS="$faults" "$@" "$model" >/dev/null
    gcc -w -O1 -DSAFETY -o pan pan.c
    ./pan -E -m1000000 -w24 # -E: that nobody can go on is where safety alone is asked for no error
  fi
}

# expect ERRORS WHAT KIND DEFINE...
expect() {
  local errors=$1 what=$2 output states
  shift 2
  output=$(visit "$@" 2>&1 || true)
  states=$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' <<<"$output")
  if grep -q "errors: $errors\$" <<<"$output" && ! grep -q "max search depth too small" <<<"$output"; then
    passed=$((passed + 1))
    echo "ok      $what ($states states)"
  else
    failed=$((failed + 1))
    echo "FAILED  $what"
    tail -n 30 <<<"$output"
  fi
}

expect 0 "records: one order a car, confirmed is stored, no stale epoch writes" safety
expect 0 "limits and notices: fired once, no stale epoch writes" safety -DLIMITS_AND_NOTICES
expect 0 "records: everything is stored and confirmed in the end" liveness
expect 0 "limits and notices: everything is fired and told in the end" liveness -DLIMITS_AND_NOTICES
expect 1 "mutant: the cursor jumps over a gap" safety -DCURSOR_JUMPS
expect 1 "mutant: confirmation before the commit" safety -DCONFIRMS_FIRST
expect 1 "mutant: no fence, records" safety -DNO_FENCE
expect 1 "mutant: no fence, limits and notices" safety -DNO_FENCE -DLIMITS_AND_NOTICES
expect 1 "mutant: a lease is taken while its holder acts" safety -DACTS_TOO_LONG
expect 1 "mutant: boxes send again only over a new connection" liveness -DRESENDS_ON_RECONNECT_ONLY

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
