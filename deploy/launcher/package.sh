#!/usr/bin/env bash
# ./liftguard package [amd64|arm64|armhf ...]: Debian packages in build/packages, looked over by lintian
# amd64 (the default): everything; arm64, armhf: what belongs to a box, cross-built.
set -euo pipefail
# shellcheck source=deploy/launcher/setup.sh
. "$LIFTGUARD_ROOT/deploy/launcher/setup.sh"
# shellcheck source=deploy/launcher/cross.sh
. "$LIFTGUARD_ROOT/deploy/launcher/cross.sh"

architectures=("$@")
[ ${#architectures[@]} -gt 0 ] || architectures=(amd64)
for architecture in "${architectures[@]}"; do
  case $architecture in
    amd64 | arm64 | armhf) ;;
    *) fail "package: no architecture '$architecture'; usage: ./liftguard package [amd64|arm64|armhf ...]" ;;
  esac
done

packages=$LIFTGUARD_ROOT/build/packages
mkdir -p "$packages"
need_packages build package lintian
for architecture in "${architectures[@]}"; do
  rm -f "$packages"/*_"$architecture".*
  if [ "$architecture" = amd64 ]; then
    need_node
    build_targets lg_web liftguard-{gateway,signer,platform,admin,monitor,boot,image,replay,simulate}
    say "packages for amd64"
    "$LIFTGUARD_ROOT/deploy/debian/pack.sh" amd64 "$BUILD" "$packages"
  else
    build_box "$architecture"
    say "packages for $architecture"
    "$LIFTGUARD_ROOT/deploy/debian/pack.sh" "$architecture" "$LIFTGUARD_ROOT/build/$architecture" "$packages" "$SYSROOTS/$architecture"
  fi
  # Not for a distribution: no address for bug reports, and --help instead of manual pages.
  lintian --allow-root --fail-on error,warning --suppress-tags bogus-mail-host,bogus-mail-host-in-debian-changelog,no-manual-page \
    "$packages"/*_"$architecture".changes >&2 || fail "lintian finds fault with the packages for $architecture"
done
ls "$packages"/*.deb
