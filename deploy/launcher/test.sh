#!/usr/bin/env bash
# ./liftguard test [unit|integration|browser|long]
# What keeps something in the database runs twice: on SQLite, and in a throw-away PostgreSQL cluster. One optimised build with all tests; sanitizers on the code that parses, decides or stores. Ends with "N passed, N failed".
set -euo pipefail
# shellcheck source=deploy/launcher/setup.sh
. "$LIFTGUARD_ROOT/deploy/launcher/setup.sh"
# shellcheck source=deploy/launcher/cross.sh
. "$LIFTGUARD_ROOT/deploy/launcher/cross.sh"

kind=${1:-all}
case $kind in all | unit | integration | browser | long) ;; *) fail "test: no kind '$kind' (unit, integration, browser, long)" ;; esac

no_server_of_debians
need_packages build run test package postgresql
need_node
build_targets all
results=$BUILD/results
rm -rf "$results"
mkdir -p "$results"
failed_runs=0

# run_tests NAME FOLDER CTEST-ARGUMENTS...: one ctest run; its counts are read from the report it writes
run_tests() {
  local name=$1 folder=$2
  shift 2
  say "tests: $name"
  ctest --test-dir "$folder" --output-on-failure --no-tests=error --output-junit "$results/$name.xml" "$@" || failed_runs=$((failed_runs + 1))
}

# The cases of ./liftguard test unit and integration that know both engines, on the other one.
run_on_postgresql() {
  local name=$1 folder=$2
  shift 2
  say "tests: $name"
  "$LIFTGUARD_ROOT/deploy/launcher/postgresql.sh" run ctest --test-dir "$folder" --output-on-failure --no-tests=error --output-junit "$results/$name.xml" \
    -j"$waiting_jobs" -L '^postgresql$' "$@" || failed_runs=$((failed_runs + 1))
}

# run_sanitized NAME LIST: the programs of that list (tests/CMakeLists.txt), built and run with sanitizers
run_sanitized() {
  local name=$1 list=$2
  say "sanitizers: address, undefined"
  build_preset asan "lg_$list"
  export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 ASAN_OPTIONS=detect_stack_use_after_return=1
  run_tests "$name" "$LIFTGUARD_ROOT/build/asan" -j"$jobs" -L '^unit$' -R "$(paste -sd'|' "$LIFTGUARD_ROOT/build/asan/$list.txt")"
}

jobs=$(nproc)
waiting_jobs=$((2 * jobs)) # for tests that mostly wait: for a server, for a time limit
case $kind in
  all)
    run_tests unit "$BUILD" -j"$jobs" -L '^unit$'
    run_on_postgresql postgresql "$BUILD"
    run_sanitized sanitized sanitized_tests
    run_on_postgresql sanitized-postgresql "$LIFTGUARD_ROOT/build/asan" -R '^test_storage '
    run_tests integration "$BUILD" -j"$waiting_jobs" -L '^integration$'
    run_tests browser "$BUILD" -L '^browser$'
    ;;
  unit)
    run_tests unit "$BUILD" -j"$jobs" -L '^unit$'
    run_on_postgresql postgresql "$BUILD"
    ;;
  long)
    need_packages emulate
    build_box arm64
    build_box armhf
    run_tests long "$BUILD" -j"$jobs" -L '^long$'
    run_sanitized sanitized-long sanitized_long_tests
    ;;
  *) run_tests "$kind" "$BUILD" -j"$waiting_jobs" -L "^$kind\$" ;;
esac

count() { sed -n "s/.*<testsuite[^>]* $1=\"\([0-9]*\)\".*/\1/p;/^[[:space:]]*$1=\"[0-9]*\"/s/.*$1=\"\([0-9]*\)\".*/\1/p" "$results"/*.xml | awk '{n += $1} END {print n + 0}'; }
total=$(count tests)
failed=$(count failures)
unrun=$(($(count disabled) + $(count skipped)))
# A run that could not even report counts as a failure of its own.
[ "$failed_runs" -gt 0 ] && [ "$failed" -eq 0 ] && failed=$failed_runs
echo "$((total - failed - unrun)) passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$unrun" -eq 0 ]
