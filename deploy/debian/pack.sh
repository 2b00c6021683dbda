#!/usr/bin/env bash
# pack.sh ARCHITECTURE BUILD OUT [SYSROOT]: Debian packages of what is built in BUILD, laid into OUT
# BUILD: a build folder with bin/ and, for amd64, web/dist. SYSROOT: where the programs' libraries are from, if not from
# this machine. VERSION in the environment stands in for the version of CMakeLists.txt.
set -euo pipefail
architecture=$1
build=$(realpath "$2")
out=$(realpath "$3")
sysroot=${4:-}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
stage=$out/stage/$architecture

# The broker's configuration where Debian's mosquitto keeps its things, certificates beside the gateway's.
fill_broker() {
  sed 's|@DATA@/broker/mosquitto.pid|/run/mosquitto/mosquitto.pid|;s|@DATA@/broker/\(.*\.acl\)|/usr/share/liftguard/mosquitto/\1|
    s|@DATA@/broker/|/var/lib/mosquitto/|;s|@PKI@/boxes.crl|/var/lib/liftguard/crl/boxes.crl|;s|@PKI@|/etc/liftguard/pki|;s|@USER@|mosquitto|
    s|@DATA@/alarm-broker/|/run/liftguard-alarm-broker/|;s|@ALARM_BOXES_PORT@ @BOXES_BIND@|8895 127.0.0.1|;s|@ALARM_SERVICES_PORT@|8894|
    s|@BOXES_PORT@ @BOXES_BIND@|8883|;s|@SERVICES_PORT@|8884|;/^# One broker process/s| Words between.*||' "$1"
}

# One entry, at the time of the commit: the same sources give the same packages.
write_changelog() {
  local version when
  version=${VERSION:-$(sed -n 's/^project(liftguard VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")}
  when=$(git -C "$root" log -1 --format=%ct 2>/dev/null || date +%s)
  printf 'liftguard (%s) stable; urgency=medium\n\n  * Release %s.\n\n -- liftguard <liftguard@localhost>  %s\n' \
    "$version" "$version" "$(date -R -u -d "@$when")"
}

rm -rf "$stage"
mkdir -p "$stage/mosquitto" "$stage/box"
cp -R "$root/deploy/debian" "$root/docs" "$root/deploy/towns" "$stage"
cp "$root"/deploy/systemd/*.service "$root"/deploy/systemd/*.path "$root"/deploy/systemd/*.timer "$stage/debian"
# Further units of a package, which debhelper finds by such names.
second_unit() { for unit in "$stage/debian/$2".*; do mv "$unit" "$stage/debian/$1.${unit##*/}"; done; }
second_unit liftguard-platform liftguard-database
second_unit liftguard-platform liftguard-backup
second_unit liftguard-gateway liftguard-alarm-broker
second_unit liftguard-signer liftguard-crl
cp -R "$root"/deploy/systemd/*.service.d "$root/deploy/sysctl" "$stage"
cp "$root/deploy/backup/backup.sh" "$stage/liftguard-backup"
cp "$root"/deploy/mosquitto/*.acl "$stage/mosquitto"
# What `provision` makes and `install` takes lies where the service may write it.
sed 's#^\(ca\|certificate\|key\) = "#&/var/lib/liftguard/box/#' "$root/deploy/config/box.toml" >"$stage/box/box.toml"
cp "$root/deploy/config/lift.toml" "$stage/box"
fill_broker "$root/deploy/mosquitto/mosquitto.conf.in" >"$stage/mosquitto/mosquitto.conf"
fill_broker "$root/deploy/mosquitto/alarm.conf.in" >"$stage/mosquitto/alarm.conf"
cp -R "$root/deploy/haproxy" "$stage"
ln -s "$build/bin" "$stage/bin"
[ "$architecture" != amd64 ] || cp -R "$build/web/dist/." "$stage/web"
write_changelog >"$stage/debian/changelog"
(cd "$stage" && SYSROOT=$sysroot dpkg-buildpackage --build=any --host-arch "$architecture" --no-check-builddeps --unsigned-changes --unsigned-buildinfo) \
  >"$out/$architecture.log" 2>&1 || { tail -n 30 "$out/$architecture.log" >&2; exit 1; }
mv "$out"/stage/*_"$architecture".* "$out"
