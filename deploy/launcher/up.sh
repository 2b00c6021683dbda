#!/usr/bin/env bash
# ./liftguard up [--data DIR] [--http PORT] [--mqtt PORT]
# The whole system on this machine: broker, gateway, platform, SMS stand-in and simulated lifts at real time, one of which
# traps people within the first minute. Ctrl-C ends everything.
set -euo pipefail
# shellcheck source=deploy/launcher/setup.sh
. "$LIFTGUARD_ROOT/deploy/launcher/setup.sh"
# shellcheck source=deploy/launcher/chain.sh
. "$LIFTGUARD_ROOT/deploy/launcher/chain.sh"

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
  [[ $port =~ ^[0-9]{1,5}$ && $port -ge 1 && $port -le 65530 ]] || fail "up: '$port' is not a port"
done
services_port=$((boxes_port + 1))
city_port=$((boxes_port + 2))
observe_port=$((boxes_port + 3))

need_packages build run
need_node
build_targets lg_web liftguard-{signer,city,admin,gateway,platform,simulate,monitor}
bin=$BUILD/bin

need_port "$http_port" "--http PORT"
for port in "$boxes_port" "$services_port" "$city_port" "$observe_port" $((observe_port + 1)) $((observe_port + 2)); do need_port "$port" "--mqtt PORT"; done

open_data
make_keys
start_broker
fill config/gateway.toml.in "$data/config/gateway.toml"
start_servers "$LIFTGUARD_ROOT/deploy/towns/demo.toml"

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
say "metrics: http://127.0.0.1:$observe_port/metrics (gateway), :$((observe_port + 1)) (platform), :$((observe_port + 2)) (signer)"
say "running; logs in $data/logs; Ctrl-C ends it"

# Nothing here should end by itself: the first that does ends the rest, with its log.
set +e
wait -n -p ended "${children[@]}"
set -e
for index in "${!children[@]}"; do
  [ "${children[$index]}" = "${ended:-}" ] && { tail -n 15 "$data/logs/${names[$index]}.log" >&2; fail "${names[$index]} ended by itself (log: $data/logs/${names[$index]}.log)"; }
done
