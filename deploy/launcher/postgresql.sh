#!/usr/bin/env bash
# A throw-away PostgreSQL cluster: its own folder and socket, no port, gone afterwards.
#   postgresql.sh run COMMAND...   runs COMMAND with LIFTGUARD_TEST_DATABASE in its environment
#   postgresql.sh start FOLDER     leaves one running in FOLDER (which must not be there yet) and prints its URL
#   postgresql.sh again FOLDER     starts that one again after it was killed
#   postgresql.sh stop FOLDER      ends it and removes FOLDER
# The server dies with `run`, however that ends. Who may enter the folder may do everything: it is the user's alone.
set -euo pipefail

fail() { printf 'postgresql: %s\n' "$*" >&2; exit 1; }

# PostgreSQL does not run as root.
own_user=()
[ "$(id -u)" = 0 ] && own_user=(setpriv --reuid=postgres --regid=postgres --init-groups)
tools=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$tools" ] || fail "no server is installed (Debian: postgresql-15)"

url() { printf 'postgresql:///postgres?host=%s&user=postgres' "${1//\//%2F}"; }

# make FOLDER: sorted by code point, in UTF-8, every page with a checksum, as operators.md asks for
make_cluster() {
  local folder=$1
  mkdir -m 700 "$folder"
  [ "$(id -u)" = 0 ] && chown postgres: "$folder"
  "${own_user[@]}" "$tools/initdb" --pgdata "$folder/data" --username postgres --auth trust --encoding UTF8 \
    --locale C --data-checksums --no-sync >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; fail "initdb failed"; }
  cat >>"$folder/data/postgresql.conf" <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$folder'
max_connections = 200
shared_buffers = 64MB
max_wal_size = 256MB
SETTINGS
}

wait_until_ready() {
  local folder=$1 tries
  for ((tries = 0; tries < 300; tries++)); do
    "${own_user[@]}" "$tools/pg_isready" --quiet --host "$folder" --username postgres && return
    sleep 0.1
  done
  cat "$folder/server.log" >&2
  fail "the server does not start"
}

# In memory where there is room for it: a test's database is made and dropped in milliseconds there, and what a killed
# process leaves is the same. What a run that was killed itself has left is taken away by the next one.
scratch_folder() {
  local base=${TMPDIR:-/tmp} left
  [ "$(stat -f -c '%a * %S / 1048576' /dev/shm 2>/dev/null | xargs expr 2>/dev/null || echo 0)" -ge 1024 ] && base=/dev/shm
  for left in /dev/shm/liftguard-postgresql-* "${TMPDIR:-/tmp}"/liftguard-postgresql-*; do
    [ -d "$left" ] && ! kill -0 "${left##*-}" 2>/dev/null && rm -rf "$left"
  done
  echo "$base/liftguard-postgresql-$$"
}

# What a run leaves when its user interrupts it, and when it ends by itself, is the same: nothing.
run() {
  [ $# -gt 0 ] || fail "run what?"
  local folder server status=0
  folder=$(scratch_folder)
  trap 'kill -INT "${server:-}" 2>/dev/null || true; wait "${server:-}" 2>/dev/null || true; rm -rf "'"$folder"'"' EXIT
  trap 'exit 130' INT TERM HUP
  make_cluster "$folder"
  setpriv "${own_user[@]:1}" --pdeathsig INT "$tools/postgres" -D "$folder/data" >"$folder/server.log" 2>&1 &
  server=$!
  wait_until_ready "$folder"
  LIFTGUARD_TEST_DATABASE=$(url "$folder") "$@" || status=$?
  exit "$status"
}

start() {
  make_cluster "$1"
  again "$1"
}

# A killed server's sessions may hold its memory for a moment.
again() {
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    if "${own_user[@]}" "$tools/pg_ctl" --pgdata "$1/data" --log "$1/server.log" --wait --silent start >/dev/null 2>&1; then
      url "$1"
      echo
      return
    fi
    sleep 0.1
  done
  cat "$1/server.log" >&2
  fail "the server does not start"
}

stop() {
  "${own_user[@]}" "$tools/pg_ctl" --pgdata "$1/data" --mode immediate --wait --silent stop || true
  rm -rf "$1"
}

case ${1:-} in
  run) shift; run "$@" ;;
  start | again | stop) [ $# = 2 ] || fail "$1 FOLDER"; "$1" "$(realpath -m "$2")" ;;
  *) fail "run COMMAND..., start FOLDER, again FOLDER or stop FOLDER" ;;
esac
