# shellcheck shell=bash
# shellcheck disable=SC2154  # the five variables are of whoever sources it
# Sourced by up.sh and simulate-fleet.sh: broker, gateway, platform and the SMS stand-in on one folder and some ports of this
# machine, each with a log, all ended together. Whoever sources it sets data, http_port, boxes_port, services_port, city_port.

children=()
names=()

# need_port PORT OPTION: says what to do when somebody else has it
need_port() {
  if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
    fail "port $1 is taken by another program; choose another with $2 (the ports after the MQTT one are used too)"
  fi
}

# open_data: the folder is this program's until it ends, and so is everything that it starts
open_data() {
  mkdir -p "$data"
  data=$(cd "$data" && pwd)
  exec 9>"$data/.lock"
  flock -n 9 || fail "another liftguard runs on $data; end it or choose another folder with --data"
  mkdir -p "$data"/{broker,city,logs,run,config,lifts}
  chmod 700 "$data"
  rm -f "$data"/run/*
  trap 'stop_all' EXIT
  trap 'exit 0' INT TERM
}

stop_all() {
  trap - EXIT INT TERM
  say "stopping"
  [ ${#children[@]} -eq 0 ] || kill -TERM "${children[@]}" 2>/dev/null || true
  local waited=0 alive
  while [ $waited -lt 30 ]; do
    alive=0
    for pid in "${children[@]}"; do kill -0 "$pid" 2>/dev/null && alive=1; done
    [ $alive -eq 0 ] && break
    sleep 0.1
    waited=$((waited + 1))
  done
  kill -KILL "${children[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
}

# start NAME COMMAND...: a child with its own log that the kernel ends should this script be killed
start() {
  local name=$1
  shift
  setpriv --pdeathsig TERM "$@" >>"$data/logs/$name.log" 2>&1 9>&- &
  children+=($!)
  names+=("$name")
}

# ready NAME FILE: waits for the file that a server writes once it serves
ready() {
  local tries=0 pid=${children[-1]}
  until [ -s "$2" ]; do
    kill -0 "$pid" 2>/dev/null || { tail -n 15 "$data/logs/$1.log" >&2; fail "$1 did not start (log: $data/logs/$1.log)"; }
    tries=$((tries + 1))
    [ $tries -lt 300 ] || fail "$1 is not ready after 30 s (log: $data/logs/$1.log)"
    sleep 0.1
  done
}

# fill TEMPLATE OUT [WORD=VALUE...]: a configuration file out of deploy/
fill() {
  local from=$1 out=$2 script word
  script="s|@DATA@|$data|g;s|@PKI@|$data/pki|g;s|@USER@|$(id -un)|g;s|@BOXES_PORT@|$boxes_port|g;s|@BOXES_BIND@|127.0.0.1|g"
  script+=";s|@SERVICES_PORT@|$services_port|g;s|@CITY_PORT@|$city_port|g;s|@HTTP_PORT@|$http_port|g;s|@WEB@|$BUILD/web/dist|g"
  shift 2
  for word in "$@"; do script+=";s|@${word%%=*}@|${word#*=}|g"; done
  sed "$script" "$LIFTGUARD_ROOT/deploy/$from" >"$out"
}

make_keys() {
  say "keys and certificates"
  [ -d "$data/pki" ] || "$BUILD/bin/liftguard-signer" init "$data/pki"
  [ -f "$data/pki/broker.crt" ] || "$BUILD/bin/liftguard-signer" broker "$data/pki" --host localhost --out "$data/pki"
  "$BUILD/bin/liftguard-signer" crl "$data/pki" --out "$data/pki/boxes.crl" >/dev/null
  [ -f "$data/pki/gateway.crt" ] || "$BUILD/bin/liftguard-signer" service "$data/pki" gateway --out "$data/pki"
}

start_broker() {
  say "broker"
  fill mosquitto/mosquitto.conf.in "$data/config/mosquitto.conf"
  install -m 600 "$LIFTGUARD_ROOT"/deploy/mosquitto/*.acl "$data/broker/"
  PATH=$PATH:/usr/sbin start mosquitto mosquitto -c "$data/config/mosquitto.conf"
  start revocation "$LIFTGUARD_ROOT/deploy/launcher/reread.sh" "$data/pki/boxes.crl" "${children[-1]}"
}

# admin WORD...: liftguard-admin, whose last words are shown when it fails
admin() {
  "$BUILD/bin/liftguard-admin" "$@" --config "$data/config/platform.toml" >>"$data/logs/admin.log" 2>&1 ||
    { tail -n 15 "$data/logs/admin.log" >&2; fail "liftguard-admin $1 failed"; }
}

# observe_at PORT CONFIGURATION: has a server tell there how it fares
observe_at() { printf '\n[observe]\nlisten = "127.0.0.1:%s"\n' "$1" >>"$2"; }

# start_servers TOWN: with a gateway configuration in place already. Where observe_port is set, gateway, platform and
# signer tell how they fare on it and on the two ports after it.
start_servers() {
  local signer_observed=()
  say "SMS provider (stand-in), database, gateway, platform"
  start city "$BUILD/bin/liftguard-city" --listen "127.0.0.1:$city_port" --log "$data/city/accepted.jsonl" --ready-file "$data/run/city"
  ready city "$data/run/city"
  fill config/platform.toml.in "$data/config/platform.toml"
  if [ -n "${observe_port:-}" ]; then
    observe_at "$observe_port" "$data/config/gateway.toml"
    observe_at $((observe_port + 1)) "$data/config/platform.toml"
    signer_observed=(--observe "127.0.0.1:$((observe_port + 2))")
  fi
  admin migrate
  admin seed --town "$1"
  start gateway "$BUILD/bin/liftguard-gateway" --config "$data/config/gateway.toml" --ready-file "$data/run/gateway"
  ready gateway "$data/run/gateway"
  start signer "$BUILD/bin/liftguard-signer" serve "$data/pki" --database "sqlite:$data/liftguard.db" --crl "$data/pki/boxes.crl" "${signer_observed[@]}"
  start platform "$BUILD/bin/liftguard-platform" --config "$data/config/platform.toml" --ready-file "$data/run/platform"
  ready platform "$data/run/platform"
}
