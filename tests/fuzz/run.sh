#!/usr/bin/env bash
# tests/fuzz/run.sh [SECONDS] [TARGET...]: builds the libFuzzer programs with clang and runs each for SECONDS (60), one
# core. New inputs are kept in build/fuzz/corpus; one that breaks a property ends the run and is named.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$root/build/fuzz
seconds=${1:-60}
targets=("${@:2}")
if [ ${#targets[@]} -eq 0 ]; then
  for folder in "$root"/tests/fuzz/corpus/*/; do targets+=("$(basename "$folder")"); done
fi

cd "$root"
[ -f "$build/build.ninja" ] || cmake --preset fuzz >/dev/null
cmake --build "$build" --target lg_fuzzers >/dev/null
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
for target in "${targets[@]}"; do
  mkdir -p "$build/corpus/$target" "$build/broken"
  log=$build/$target.log
  if ! nice -n 10 "$build/bin/fuzz_$target" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 \
    -artifact_prefix="$build/broken/$target-" "$build/corpus/$target" "$root/tests/fuzz/corpus/$target" >"$log" 2>&1; then
    grep -E 'property broken|runtime error|ERROR|SUMMARY|Test unit written' "$log" >&2 || tail -n 20 "$log" >&2
    echo "fuzz: $target is broken (see $log)" >&2
    exit 1
  fi
  echo "$target: $(grep -oE '^#[0-9]+' "$log" | tail -1 | tr -d '#') inputs in $seconds s"
done
