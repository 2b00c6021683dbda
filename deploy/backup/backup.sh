#!/usr/bin/env bash
# Backup and restore of a platform and its gateway, on either database engine (docs/operators-care.md).
#   backup.sh save FOLDER --config PLATFORM.toml      while everything runs; FOLDER must not be there yet
#   backup.sh keep FOLDER --config PLATFORM.toml      the same as FOLDER/TIME, of which the newest LIFTGUARD_KEEP (14) stay
#   backup.sh restore FOLDER --config PLATFORM.toml   while nothing runs
# The configuration says which database and which data folder. liftguard-admin is LIFTGUARD_ADMIN, else on PATH.
set -euo pipefail
umask 077

fail() { printf 'backup: %s\n' "$*" >&2; exit 1; }
usage() { sed -n "2,6{s/^# \{0,1\}//;s/backup\.sh/$(basename "$0")/p}" "$0" >&2; exit 2; }

if [ $# -ne 4 ] || [ "$3" != --config ]; then usage; fi
case $1 in save | keep | restore) ;; *) usage ;; esac
verb=$1 copy=$(realpath -ms "$2") config=$(realpath -ms "$4")
admin=${LIFTGUARD_ADMIN:-liftguard-admin}
case $admin in */*) admin=$(realpath -s "$admin") ;; esac
cd /  # the caller may stand where we may not look
keep=${LIFTGUARD_KEEP:-14}
kept=(pki clips images)  # folders beside the database
lease_s=10               # of a gateway (docs/operators.md, several gateways)

# setting KEY: a text of the configuration, as it stands there
setting() { sed -n "s/^$1 *= *\"\(.*\)\" *\(#.*\)\?\$/\1/p" "$config" | head -n 1; }

# absolute PATH: relative paths in a configuration are relative to it
absolute() { case $1 in /*) printf '%s' "$1" ;; *) printf '%s/%s' "$(dirname "$config")" "$1" ;; esac; }

[ -r "$config" ] || fail "cannot read $config"
[[ $keep =~ ^[1-9][0-9]*$ ]] || fail "LIFTGUARD_KEEP: '$keep' is no number from 1 up"
url=$(setting url)
data=$(absolute "$(setting data)")
case $url in
  sqlite:*) engine=sqlite file=$(absolute "${url#sqlite:}") ;;
  postgresql://* | postgres://*) engine=postgresql ;;
  *) fail "$config: no database url" ;;
esac

# ask SQL: of the database that is there, column by column as text
ask() {
  case $engine in
    sqlite) sqlite3 -batch -cmd '.timeout 10000' "file:$file?mode=ro" "$1" ;;
    postgresql) psql -X -A -t -q --dbname="$url" --command="$1" ;;
  esac
}

# saving ---------------------------------------------------------------------------------------------------------------

# What a backup takes on the disk, in bytes, roughly.
size() {
  local folder bytes=0
  case $engine in
    sqlite) bytes=$(stat -c %s "$file") ;;
    postgresql) bytes=$(ask 'select pg_database_size(current_database())') ;;
  esac
  for folder in "${kept[@]}"; do
    [ ! -d "$data/$folder" ] || bytes=$((bytes + $(du -sb "$data/$folder" | cut -f 1)))
  done
  printf '%s' "$bytes"
}

# One snapshot, however long it takes and whoever writes meanwhile.
save_database() {
  case $engine in
    sqlite) ask "vacuum into '$1/liftguard.db'" ;;
    postgresql) pg_dump --format=custom --no-owner --file="$1/liftguard.dump" "$url" ;;
  esac
}

# copy_folder FOLDER: a gateway writes new clips and forgets old ones meanwhile; tar says 1 where a file has gone under its eyes.
copy_folder() {
  { tar -C "$data" --exclude='*.new' -cf - "$1" || [ $? -eq 1 ]; } | tar -C "$unfinished" -xpf -
}

save() {
  [ ! -e "$copy" ] || fail "$copy is there already"
  unfinished=$copy.unfinished  # known to the trap
  local folder needed room
  rm -rf "$unfinished"
  mkdir -p "$unfinished"
  trap 'rm -rf "$unfinished" "$copy.sums"' EXIT
  # Where the database is on the same disk, alarms need what is left.
  needed=$(size)
  room=$(df --output=avail -B1 "$unfinished" | tail -n 1)
  [ "$room" -gt $((2 * needed)) ] || fail "$(dirname "$copy") has no room for twice the $((needed >> 20)) MiB of a backup"
  # The database first: a file that it names is in its folder by then. Of those that are forgotten meanwhile, a box's oldest
  # clips, the copy has the name alone.
  save_database "$unfinished"
  for folder in "${kept[@]}"; do
    [ ! -d "$data/$folder" ] || copy_folder "$folder"
  done
  (cd "$unfinished" && find . -type f -print0 | sort -z | xargs -0 sha256sum) >"$copy.sums"
  mv "$copy.sums" "$unfinished/SHA256SUMS"
  sync -f "$unfinished"
  mv "$unfinished" "$copy"
  sync -f "$(dirname "$copy")"
  printf 'saved in %s\n' "$copy"
}

# A backup under the time's name; older ones go only when it is whole. The clock may have been another one when they were made:
# what was just made stays whatever their names say, and what is named after a time to come neither counts nor goes.
save_next() {
  local parent=$copy now name older=() ahead=()
  mkdir -p "$parent"
  exec 8>"$parent/.lock"
  flock -n 8 || fail "another backup is being made in $parent"
  rm -rf "$parent"/*.unfinished "$parent"/*.sums
  now=$(date -u +%Y%m%dT%H%M%SZ)
  copy=$parent/$now
  save
  while IFS= read -r name; do
    if [[ $name > $now ]]; then ahead+=("$name"); elif [ "$name" != "$now" ]; then older+=("$name"); fi
  done < <(find "$parent" -mindepth 1 -maxdepth 1 -type d -name '[0-9]*T[0-9]*Z' -printf '%f\n' | sort -r)
  for name in "${older[@]:keep - 1}"; do rm -rf "${parent:?}/$name"; done
  [ ${#ahead[@]} -eq 0 ] || printf 'backup: in %s these lie in the future, and stay until somebody deletes them: %s\n' "$parent" "${ahead[*]}" >&2
}

# restoring ------------------------------------------------------------------------------------------------------------

# Services of this machine that have their configuration beside ours, those as well that are about to be started again.
services() {
  local unit
  for unit in liftguard-gateway liftguard-platform liftguard-signer; do
    case $(systemctl show --property=ActiveState --value "$unit.service" 2>/dev/null) in
      active | activating | reloading | deactivating) ;;
      *) continue ;;
    esac
    if systemctl show --property=ExecStart --value "$unit.service" | grep -qF "$(dirname "$config")/"; then
      printf '%s ' "$unit"
    fi
  done
}

# Programs of this machine that have the database's file open, as far as we may look.
openers() {
  local open pid seen='' real
  real=$(realpath "$file")
  while IFS= read -r open; do
    pid=${open#/proc/} pid=${pid%%/*}
    case " $seen " in *" $pid "*) continue ;; esac
    seen+=" $pid"
    printf '%s (pid %s) ' "$(cat "/proc/$pid/comm" 2>/dev/null)" "$pid"
  done < <(find /proc/[0-9]*/fd \( -lname "$real" -o -lname "$real-wal" -o -lname "$real (deleted)" \) 2>/dev/null)
}

# Who is connected to the database, on whichever machine.
connected() {
  ask "select distinct coalesce(host(client_addr), 'here') || ' (' || application_name || ') ' from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and (usename = current_user or application_name = 'liftguard')"
}

# Who uses the database that is there, as far as anybody can tell.
users() {
  case $engine in
    sqlite) [ ! -e "$file" ] || openers ;;
    postgresql) connected ;;
  esac
}

# Gateways whose lease has not ended, by the database's own clock. One that cannot be asked is none, or damaged.
leases() {
  local now
  case $engine in
    sqlite) now="(julianday('now') - 2440587.5) * 86400000" ;;
    postgresql) now='extract(epoch from clock_timestamp()) * 1000' ;;
  esac
  ask "select name || ' ' from gateway_members where expires_ms > $now" 2>/dev/null || true
}

# Whoever writes on after the swap writes into nothing, and a gateway confirms to boxes what nobody will find.
refuse_the_living() {
  local who tries=0
  who=$(services)
  [ -z "$who" ] || fail "these services run: ${who% }; stop them first"
  # Who was ended a moment ago may still stand in PostgreSQL's list.
  who=$(users)
  while [ -n "$who" ]; do
    if [ "$engine" = sqlite ] || [ $((++tries)) -gt 5 ]; then fail "the database is in use by ${who% }; stop that first"; fi
    sleep 1
    who=$(users)
  done
  tries=0
  # One that was killed a moment ago has its lease still, for as long as a lease lasts.
  while who=$(leases) && [ -n "$who" ]; do
    [ $((++tries)) -le $((lease_s + 2)) ] || fail "these gateways live: ${who% }; stop them first"
    sleep 1
  done
}

# What a new file belongs to: the one that it replaces, or else the folder that it lies in.
like_the_former() {
  local model=$file
  [ -e "$model" ] || model=$(dirname "$file")
  chown --reference="$model" "$1"
  if [ -f "$model" ]; then chmod --reference="$model" "$1"; else chmod "u=rw,g=$(stat -c %A "$model" | cut -c 5,6 | tr -d -),o=" "$1"; fi
}

# The former database as one file: its log is in it, and nobody has it open. What is none any more keeps its log for itself.
close_former() {
  local said
  said=$(sqlite3 -batch "$file" 'pragma journal_mode = delete' 2>&1) || true
  case $said in
    *locked* | wal) fail "a program has $file open; stop it first" ;;
  esac
}

# set_aside NAME: a log of the former database, which SQLite would play into whatever file stands beside it.
set_aside() {
  local part
  for part in -wal -shm -journal; do [ ! -e "$file$part" ] || mv "$file$part" "$1$part"; done
}

# The copy becomes what it shall be before it takes its place in one step: of this version's schema, and another database to
# the boxes. Wherever this ends, under the database's name is the former one or the finished new one. The former one stays
# beside it until somebody throws it away.
restore_sqlite() {
  local new=$file.restoring aside
  aside=$file.replaced-$(date -u +%Y%m%dT%H%M%S.%3NZ) # two in one second are two
  [ "$(sqlite3 -batch "file:$copy/liftguard.db?mode=ro" 'pragma integrity_check')" = ok ] || fail "the database in $copy is damaged"
  rm -f "$new" "$new-wal" "$new-shm"
  cp "$copy/liftguard.db" "$new"
  "$admin" migrate --config "$config" --database "sqlite:$new"
  "$admin" restored --config "$config" --database "sqlite:$new"
  [ "$(sqlite3 -batch "$new" 'pragma journal_mode = delete')" = delete ] || fail "$new is in use"
  like_the_former "$new"
  sync "$new"
  [ ! -e "$file" ] || close_former
  set_aside "$aside"
  [ ! -e "$file" ] || ln "$file" "$aside"
  mv "$new" "$file"
  sync "$(dirname "$file")"
}

# put_back FOLDER [OPTION OF TAR]: whoever owns the data folder owns what comes into it; the copy's numbers may be another machine's.
put_back() {
  local uid gid
  read -r uid gid < <(stat -c '%u %g' "$data")
  tar -C "$copy" --numeric-owner --owner="owner:$uid" --group="group:$gid" -cf - "$1" | tar -C "$data" --numeric-owner "${@:2}" -xpf -
}

# Of what is there, every table: one of a later version would stand in the way of the migration that makes it.
drop_tables() {
  cat <<'SQL'
do $$ declare name text; begin
  for name in select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = current_schema() and tableowner = current_user
  loop execute 'drop table ' || name || ' cascade'; end loop;
end $$;
SQL
}

# The old state and its new incarnation come in one transaction.
restore_postgresql() {
  {
    echo 'begin;' &&
      drop_tables &&
      pg_restore --clean --if-exists --no-owner --file=- "$copy/liftguard.dump" &&
      echo 'set search_path to default;' &&
      "$admin" restored --as-sql --config "$config" &&
      echo 'commit;'
  } | psql -X -q -v ON_ERROR_STOP=1 --dbname="$url" >/dev/null
  "$admin" migrate --config "$config"
  "$admin" restored --config "$config"
}

restore() {
  [ -f "$copy/SHA256SUMS" ] || fail "$copy is no backup"
  (cd "$copy" && sha256sum --quiet -c SHA256SUMS) || fail "$copy is not as it was saved"
  # The lock that `./liftguard up` holds.
  if [ -e "$data/.lock" ]; then
    exec 9>"$data/.lock"
    flock -n 9 || fail "the system runs on $data; stop it first"
  fi
  refuse_the_living
  mkdir -p "$data"
  # Before the database that names what is in them.
  local folder
  for folder in "${kept[@]}"; do
    [ -d "$copy/$folder" ] || continue
    case $folder in
      # An older ledger would give numbers twice, an older list let revoked boxes in again.
      pki) put_back "$folder" --skip-old-files ;;
      *) put_back "$folder" ;;
    esac
  done
  "restore_$engine"
}

case $verb in
  save) save ;;
  keep) save_next ;;
  restore) restore ;;
esac
