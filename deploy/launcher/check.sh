#!/usr/bin/env bash
# ./liftguard check [--fast]: format, layers, schema evolution, shell, spelling, then clang-tidy (minutes; --fast skips it)
set -uo pipefail
# shellcheck source=deploy/launcher/setup.sh
. "$LIFTGUARD_ROOT/deploy/launcher/setup.sh"

need_packages build run test check
need_node
cd "$LIFTGUARD_ROOT" || exit 1
bad=0
# step NAME COMMAND...
step() {
  local name=$1
  shift
  say "$name"
  "$@" || { printf '  failed: %s\n' "$name" >&2; bad=$((bad + 1)); }
}

mapfile -t cpp < <(git ls-files '*.cpp' '*.hpp')
mapfile -t shell < <(git ls-files '*.sh' liftguard .ci/run)
mapfile -t prose < <(git ls-files '*.md' '*.cpp' '*.hpp' '*.sh' '*.yaml' '*.mjs' '*.ts' '*.vue' | grep -v '^docs/rules/')

# No file may be longer than 500 lines: past that it is two files (docs/contributing.md).
short_files() {
  local long
  long=$(git ls-files '*.cpp' '*.hpp' '*.ts' '*.vue' '*.mjs' '*.sh' '*.sql' | grep -v 'schema.d.ts$' | xargs wc -l | awk '$2 != "total" && $1 > 500')
  [ -z "$long" ] || { printf '%s\n' "$long"; return 1; }
}

# Every released schema must still be readable by today's: flatc's own rule, then ours for what it misses (tests/unit/wire).
schema_evolution() {
  build_targets lg_schemas
  local released status=0
  for released in schemas/released/*.fbs; do
    flatc --conform "$released" -I "$BUILD/generated/schemas" schemas/monitor.fbs || status=1
  done
  return $status
}

step "format" clang-format --dry-run --Werror "${cpp[@]}"
step "layers" cmake -DROOT="$LIFTGUARD_ROOT" -P cmake/check_layers.cmake
step "file length" short_files
step "schema evolution" schema_evolution
step "shell" shellcheck -x -P SCRIPTDIR "${shell[@]}"
step "spelling" codespell --ignore-words deploy/launcher/spelling.txt "${prose[@]}"
if [ "${1:-}" != --fast ]; then
  build_preset check all # without precompiled headers: whoever forgets an include is found, and clang reads no header of g++'s making
  mapfile -t units < <(git ls-files 'common/*.cpp' 'firmware/*.cpp' 'gateway/*.cpp' 'platform/*.cpp' 'simulators/*.cpp')
  step "clang-tidy" xargs -a <(printf '%s\n' "${units[@]}") -P "$(nproc)" -n 4 clang-tidy --quiet -p "$LIFTGUARD_ROOT/build/check"
fi
[ "$bad" -eq 0 ] || fail "$bad checks failed"
say "all checks passed"
