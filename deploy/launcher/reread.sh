#!/usr/bin/env bash
# reread.sh FILE PID: has the broker PID read its files anew when FILE, its revocation list, has changed (fault row E10).
# Ends with the broker.
set -euo pipefail

file=$1
broker=$2
known=$(cksum "$file")
while kill -0 "$broker" 2>/dev/null; do
  sleep 1
  now=$(cksum "$file" 2>/dev/null) || continue
  [ "$now" = "$known" ] && continue
  known=$now
  kill -HUP "$broker" 2>/dev/null || true
done
