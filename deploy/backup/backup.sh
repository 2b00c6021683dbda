#!/usr/bin/env bash
# Backup and restore of a platform and its gateway, on either database engine (docs/operators.md).
#   backup.sh save FOLDER --config PLATFORM.toml      while everything runs; FOLDER must not be there yet
#   backup.sh restore FOLDER --config PLATFORM.toml   while nothing runs
# The configuration says which database and which data folder. liftguard-admin is LIFTGUARD_ADMIN, else on PATH.
set -euo pipefail

fail() { printf 'backup: %s\n' "$*" >&2; exit 1; }
usage() { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }

if [ $# -ne 4 ] || [ "$3" != --config ]; then usage; fi
verb=$1 copy=$2 config=$4
admin=${LIFTGUARD_ADMIN:-liftguard-admin}
kept=(pki clips images)  # folders beside the database; files in them never change once they are there

# setting KEY: a text of the configuration, as it stands there
setting() { sed -n "s/^$1 *= *\"\(.*\)\" *\(#.*\)\?\$/\1/p" "$config" | head -n 1; }

# absolute PATH: relative paths in a configuration are relative to it
absolute() { case $1 in /*) printf '%s' "$1" ;; *) printf '%s/%s' "$(cd "$(dirname "$config")" && pwd)" "$1" ;; esac; }

[ -r "$config" ] || fail "cannot read $config"
url=$(setting url)
data=$(absolute "$(setting data)")
case $url in
  sqlite:*) engine=sqlite file=$(absolute "${url#sqlite:}") ;;
  postgresql://* | postgres://*) engine=postgresql ;;
  *) fail "$config: no database url" ;;
esac

# One snapshot, however long it takes and whoever writes meanwhile.
save_database() {
  case $engine in
    sqlite) sqlite3 -cmd '.timeout 10000' "file:$file?mode=ro" "vacuum into '$1/liftguard.db'" ;;
    postgresql) pg_dump --format=custom --no-owner --file="$1/liftguard.dump" "$url" ;;
  esac
}

save() {
  [ ! -e "$copy" ] || fail "$copy is there already"
  local unfinished=$copy.unfinished folder
  rm -rf "$unfinished"
  mkdir -p "$unfinished"
  chmod 700 "$unfinished"
  # The database first: a file that it names is in its folder by then, and stays there.
  save_database "$unfinished"
  for folder in "${kept[@]}"; do
    [ ! -d "$data/$folder" ] || cp -a "$data/$folder" "$unfinished/"
  done
  (cd "$unfinished" && find . -type f -print0 | sort -z | xargs -0 sha256sum) >"$copy.sums"
  mv "$copy.sums" "$unfinished/SHA256SUMS"
  sync -f "$unfinished"
  mv "$unfinished" "$copy"
  sync -f "$(dirname "$copy")"
  printf 'saved in %s\n' "$copy"
}

# What was there stays beside it until somebody throws it away.
restore_sqlite() {
  local aside part
  aside=$file.replaced-$(date -u +%Y%m%dT%H%M%SZ)
  [ "$(sqlite3 "file:$copy/liftguard.db?mode=ro" 'pragma integrity_check')" = ok ] || fail "the database in $copy is damaged"
  for part in '' -wal -shm; do
    [ ! -e "$file$part" ] || mv "$file$part" "$aside$part"
  done
  cp "$copy/liftguard.db" "$file.unfinished"
  sync "$file.unfinished"
  mv "$file.unfinished" "$file"
  sync -f "$(dirname "$file")"
}

restore() {
  [ -f "$copy/SHA256SUMS" ] || fail "$copy is no backup"
  (cd "$copy" && sha256sum --quiet -c SHA256SUMS) || fail "$copy is not as it was saved"
  # The lock that `./liftguard up` holds.
  if [ -e "$data/.lock" ]; then
    exec 9>"$data/.lock"
    flock -n 9 || fail "the system runs on $data; stop it first"
  fi
  mkdir -p "$data"
  case $engine in
    sqlite) restore_sqlite ;;
    postgresql) pg_restore --clean --if-exists --no-owner --single-transaction --exit-on-error --dbname="$url" "$copy/liftguard.dump" ;;
  esac
  local folder
  for folder in "${kept[@]}"; do
    [ ! -d "$copy/$folder" ] || cp -a "$copy/$folder" "$data/"
  done
  "$admin" migrate --config "$config"
  # Boxes have been told of more than this database holds: it is another one to them from here on.
  "$admin" restored --config "$config"
}

case $verb in
  save) save ;;
  restore) restore ;;
  *) usage ;;
esac
