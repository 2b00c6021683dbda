#!/usr/bin/env bash
# ./liftguard simulate-fleet [--boxes N] [--data DIR] [--http PORT] [--mqtt PORT] [OPTION...]
# Simulated boxes on real MQTT over TLS (docs/testers.md). Without --broker the whole chain stands behind them for as long:
# HAProxy and both brokers, gateway, platform, with an elevator for each box. What the run measured is printed as JSON.
set -euo pipefail
# shellcheck source=deploy/launcher/setup.sh
. "$LIFTGUARD_ROOT/deploy/launcher/setup.sh"
# shellcheck source=deploy/launcher/chain.sh
. "$LIFTGUARD_ROOT/deploy/launcher/chain.sh"

data=
http_port=8090
boxes_port=8983
boxes=100
chain=yes
options=()
while [ $# -gt 0 ]; do
  case $1 in
    --data | --http | --mqtt | --boxes) [ $# -ge 2 ] || fail "simulate-fleet: $1 needs a value" ;;&
    --data) data=$2 && shift ;;
    --http) http_port=$2 && shift ;;
    --mqtt) boxes_port=$2 && shift ;;
    --boxes) boxes=$2 && shift ;;
    --broker | --broker=* | --help | -h) chain=no && options+=("$1") ;;
    *) options+=("$1") ;;
  esac
  shift
done
options+=(--boxes "$boxes")

need_packages build
if [ $chain = no ]; then
  build_targets liftguard-fleet
  exec "$BUILD/bin/liftguard-fleet" "${options[@]}"
fi

[[ $boxes =~ ^[0-9]{1,6}$ ]] || fail "simulate-fleet: '$boxes' is no number of boxes"
for port in "$http_port" "$boxes_port"; do
  [[ $port =~ ^[0-9]{1,5}$ && $port -ge 1 && $port -le 65528 ]] || fail "simulate-fleet: '$port' is not a port"
done
services_port=$((boxes_port + 1)) city_port=$((boxes_port + 2)) door=$((boxes_port + 3)) alarm_door=$((boxes_port + 4))
alarm_port=$((boxes_port + 5)) alarm_services_port=$((boxes_port + 6)) stats_port=$((boxes_port + 7))

need_packages run fleet
need_node
build_targets lg_web liftguard-{signer,city,admin,gateway,platform,fleet}
need_port "$http_port" "--http PORT"
for port in $(seq "$boxes_port" "$stats_port"); do need_port "$port" "--mqtt PORT"; done

# Each session takes a descriptor of the simulator, two of HAProxy, one of the broker.
descriptors=$((boxes * 2 + 5000))
ulimit -n "$descriptors" 2>/dev/null || ulimit -n "$(ulimit -Hn)"

scratch=
[ -n "$data" ] || data=$(mktemp -d -t liftguard-fleet.XXXXXX) scratch=yes
open_data
[ -z "$scratch" ] || trap 'stop_all; rm -rf "$data"' EXIT
make_keys
start_broker

say "broker for alarms, HAProxy"
mkdir -p "$data/alarm-broker"
fill mosquitto/alarm.conf.in "$data/config/alarm.conf" "ALARM_BOXES_PORT=$alarm_port" "ALARM_SERVICES_PORT=$alarm_services_port"
PATH=$PATH:/usr/sbin start alarm-broker mosquitto -c "$data/config/alarm.conf"
start alarm-revocation "$LIFTGUARD_ROOT/deploy/launcher/reread.sh" "$data/pki/boxes.crl" "${children[-1]}"
export LG_BOXES="127.0.0.1:$door" LG_BROKER="127.0.0.1:$boxes_port" LG_ALARMS="127.0.0.1:$alarm_door"
export LG_ALARM_BROKER="127.0.0.1:$alarm_port" LG_STATS="127.0.0.1:$stats_port" LG_MAXCONN=$((boxes + 1000)) LG_BOXES_MAX=$((boxes + 500))
LG_USER=$(id -un)
export LG_USER
PATH=$PATH:/usr/sbin start haproxy haproxy -db -f "$LIFTGUARD_ROOT/deploy/haproxy/haproxy.cfg"

fill config/gateway.toml.in "$data/config/gateway.toml"
printf '\n[alarm_broker]\nhost = "localhost"\nport = %s\n' "$alarm_services_port" >>"$data/config/gateway.toml"
"$BUILD/bin/liftguard-fleet" --boxes "$boxes" --town "$LIFTGUARD_ROOT/deploy/towns/fleet.toml" >"$data/config/town.toml"
start_servers "$data/config/town.toml"

say "$boxes boxes; logs in $data/logs, ledger $data/ledger.jsonl, desk http://localhost:$http_port/"
status=0
"$BUILD/bin/liftguard-fleet" --broker "localhost:$door" --alarm-broker "localhost:$alarm_door" --ca "$data/pki/services-ca.crt" \
  --authority "$data/pki/boxes-ca" --ledger "$data/ledger.jsonl" --control "$data/run/fleet.control" "${options[@]}" || status=$?
exit $status
