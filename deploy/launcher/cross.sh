# shellcheck shell=bash
# Sourced after setup.sh by the verbs that build for a box: headers and libraries of another Debian architecture, and the
# build with them.
#
# The libraries come from the machine's own Debian mirror through an apt of their own (own state, own cache, nothing
# installed yet), which finds what they depend on; they are unpacked, never installed. `dpkg --add-architecture` would
# do for a machine that is kept up to date to the last package: a library of two architectures must have one version.

SYSROOTS=$LIFTGUARD_ROOT/build/sysroot

# need_sysroot ARCHITECTURE (arm64, armhf): build/sysroot/ARCHITECTURE, made anew when its list has changed
need_sysroot() {
  local architecture=$1 root=$SYSROOTS/$1 list=$LIFTGUARD_ROOT/deploy/packages/sysroot.txt
  cmp -s "$list" "$root/complete" && return
  say "fetching Debian's libraries for $architecture"
  local work=$SYSROOTS/$architecture.apt wanted package
  rm -rf "$root" "$work"
  mkdir -p "$root/DEBIAN" "$work"/state/lists/partial "$work"/cache/archives/partial
  : >"$work/status"
  local apt=(apt-get -qq -o "Dir::State=$work/state" -o "Dir::State::status=$work/status" -o "Dir::Cache=$work/cache"
    -o "APT::Architecture=$architecture" -o "APT::Architectures::=$architecture" -o APT::Sandbox::User= -o Acquire::Languages=none)
  mapfile -t wanted <"$list"
  # A mirror in the middle of its own update gives one index that does not fit; whether the others do shows at once.
  "${apt[@]}" update >&2 || say "an index of $architecture is missing; going on with what there is"
  "${apt[@]}" install -y --no-install-recommends --download-only "${wanted[@]}" >&2 || fail "cannot fetch the libraries for $architecture"
  for package in "$work"/cache/archives/*.deb; do
    dpkg-deb --extract "$package" "$root"
    # Which library is in which package, since when: dpkg-shlibdeps -S reads it there.
    for table in shlibs symbols; do
      dpkg-deb --ctrl-tarfile "$package" | tar -xO "./$table" 2>/dev/null >>"$root/DEBIAN/$table" || true
    done
  done
  rm -rf "$work"
  cp "$list" "$root/complete"
}

# build_box ARCHITECTURE: the programs of a box in build/ARCHITECTURE/bin
build_box() {
  need_packages build cross
  need_sysroot "$1"
  build_preset "$1" all
}
