#!/usr/bin/env bash
# ./liftguard up [--data DIR] [--http PORT] [--mqtt PORT]
# The whole system on this machine: broker, gateway, platform, SMS stand-in and simulated lifts at real time, one of which
# traps people within the first minute. Ctrl-C ends everything.
set -euo pipefail
# shellcheck source=deploy/launcher/setup.sh
. "$LIFTGUARD_ROOT/deploy/launcher/setup.sh"

data=$LIFTGUARD_ROOT/data
http_port=8080
boxes_port=8883
usage='usage: ./liftguard up [--data DIR] [--http PORT] [--mqtt PORT]'
while [ $# -gt 0 ]; do
  case $1 in
    --data) data=${2:?$usage} ;;
    --http) http_port=${2:?$usage} ;;
    --mqtt) boxes_port=${2:?$usage} ;;
    --help) echo "$usage"; exit 0 ;;
    *) fail "up: unknown option $1; $usage" ;;
  esac
  shift 2
done
for port in "$http_port" "$boxes_port"; do
  [[ $port =~ ^[0-9]{1,5}$ && $port -ge 1 && $port -le 65533 ]] || fail "up: '$port' is not a port"
done
services_port=$((boxes_port + 1))
city_port=$((boxes_port + 2))

need_packages build run
need_node
build_targets lg_web liftguard-{signer,city,admin,gateway,platform,simulate,monitor}
bin=$BUILD/bin

# need_port PORT OPTION: says what to do when somebody else has it
need_port() {
  if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
    fail "port $1 is taken by another program; choose another with $2 (up also uses the two ports after the MQTT one)"
  fi
}
need_port "$http_port" "--http PORT"
for port in "$boxes_port" "$services_port" "$city_port"; do need_port "$port" "--mqtt PORT"; done

mkdir -p "$data"
data=$(cd "$data" && pwd)
exec 9>"$data/.lock"
flock -n 9 || fail "another liftguard runs on $data; end it or choose another folder with --data"
mkdir -p "$data"/{broker,city,logs,run,config,lifts}
chmod 700 "$data"

children=()
names=()
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
trap 'stop_all' EXIT
trap 'exit 0' INT TERM

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

say "keys and certificates"
[ -d "$data/pki" ] || "$bin/liftguard-signer" init "$data/pki"
[ -f "$data/pki/broker.crt" ] || "$bin/liftguard-signer" broker "$data/pki" --host localhost --out "$data/pki"
[ -f "$data/pki/gateway.crt" ] || "$bin/liftguard-signer" service "$data/pki" gateway --out "$data/pki"

rm -f "$data"/run/*
say "broker"
fill mosquitto/mosquitto.conf.in "$data/config/mosquitto.conf"
install -m 600 "$LIFTGUARD_ROOT"/deploy/mosquitto/*.acl "$data/broker/"
PATH=$PATH:/usr/sbin start mosquitto mosquitto -c "$data/config/mosquitto.conf"

say "SMS provider (stand-in), database, gateway, platform"
start city "$bin/liftguard-city" --listen "127.0.0.1:$city_port" --log "$data/city/accepted.jsonl" --ready-file "$data/run/city"
ready city "$data/run/city"
fill config/platform.toml.in "$data/config/platform.toml"
fill config/gateway.toml.in "$data/config/gateway.toml"
"$bin/liftguard-admin" migrate --config "$data/config/platform.toml" >>"$data/logs/admin.log" 2>&1 || { tail -n 15 "$data/logs/admin.log" >&2; fail "the database could not be made"; }
"$bin/liftguard-admin" seed --config "$data/config/platform.toml" --town "$LIFTGUARD_ROOT/deploy/towns/demo.toml" >>"$data/logs/admin.log" 2>&1 || { tail -n 15 "$data/logs/admin.log" >&2; fail "the town could not be loaded"; }
start gateway "$bin/liftguard-gateway" --config "$data/config/gateway.toml" --ready-file "$data/run/gateway"
ready gateway "$data/run/gateway"
start signer "$bin/liftguard-signer" serve "$data/pki" --database "sqlite:$data/liftguard.db"
start platform "$bin/liftguard-platform" --config "$data/config/platform.toml" --ready-file "$data/run/platform"
ready platform "$data/run/platform"

# The lift that traps people changes from start to start, so that an order left open does not swallow the next one.
lifts=6
starts=$(($(cat "$data/starts" 2>/dev/null || echo 0) + 1))
echo "$starts" >"$data/starts"
trapping=$(((starts - 1) % lifts + 1))
say "$lifts simulated lifts"
for number in $(seq 1 $lifts); do
  monitor=$(printf 'LG-%06d' "$number")
  scenario=living
  [ "$number" -eq "$trapping" ] && scenario=first_minute
  mkdir -p "$data/lifts/$monitor"
  [ -f "$data/lifts/$monitor/$monitor.crt" ] || "$bin/liftguard-signer" box "$data/pki" "$monitor" --out "$data/lifts/$monitor"
  fill config/monitor.toml.in "$data/config/$monitor.toml" "MONITOR=$monitor"
  start "car-$monitor" "$bin/liftguard-simulate" "$scenario" --live --listen "unix:$data/run/$monitor.sock" --seed "$((number * 1000 + starts))" \
    --ledger "$data/lifts/$monitor/ledger.jsonl" --monitor "$monitor" --ready-file "$data/run/car-$monitor"
  ready "car-$monitor" "$data/run/car-$monitor"
  start "box-$monitor" "$bin/liftguard-monitor" --config "$data/config/$monitor.toml"
done

"$bin/liftguard-admin" logins --config "$data/config/platform.toml" --trapping "$(printf 'LG-%06d' "$trapping")" --url "http://localhost:$http_port/"
say "running; logs in $data/logs; Ctrl-C ends it"

# Nothing here should end by itself: the first that does ends the rest, with its log.
set +e
wait -n -p ended "${children[@]}"
set -e
for index in "${!children[@]}"; do
  [ "${children[$index]}" = "${ended:-}" ] && { tail -n 15 "$data/logs/${names[$index]}.log" >&2; fail "${names[$index]} ended by itself (log: $data/logs/${names[$index]}.log)"; }
done
