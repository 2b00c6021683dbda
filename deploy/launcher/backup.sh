#!/usr/bin/env bash
# ./liftguard backup FOLDER [--data DIR]: a copy of what `./liftguard up` keeps, while it runs
# ./liftguard restore FOLDER [--data DIR]: puts it back, while it does not
set -euo pipefail
# shellcheck source=deploy/launcher/setup.sh
. "$LIFTGUARD_ROOT/deploy/launcher/setup.sh"

verb=${1:?}
shift
usage="usage: ./liftguard $verb FOLDER [--data DIR]"
data=$LIFTGUARD_ROOT/data
folder=
while [ $# -gt 0 ]; do
  case $1 in
    --data) data=${2:?$usage} && shift ;;
    --help) echo "$usage"; exit 0 ;;
    --*) fail "$verb: unknown option $1; $usage" ;;
    *) [ -z "$folder" ] || fail "$usage"; folder=$1 ;;
  esac
  shift
done
[ -n "$folder" ] || fail "$usage"
[ -f "$data/config/platform.toml" ] || fail "$verb: $data holds no system (./liftguard up makes one)"

need_packages build run
build_targets liftguard-admin
words=(save)
[ "$verb" = backup ] || words=(restore)
LIFTGUARD_ADMIN=$BUILD/bin/liftguard-admin "$LIFTGUARD_ROOT/deploy/backup/backup.sh" "${words[@]}" "$folder" --config "$data/config/platform.toml"
