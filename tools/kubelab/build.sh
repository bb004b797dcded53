#!/usr/bin/env bash
# Prints the folder that holds the programs of a Kubernetes control plane for
# tests, building them from their Go modules first where they are not in the
# cache. 'lean' (the default) is etcd and kube-apiserver; 'full' adds
# kube-scheduler, kube-controller-manager and kwok.
#
#   KUBEBUILDER_ASSETS=$(tools/kubelab/build.sh) go test ./test/kube
#
# The first build takes minutes, and says on standard error what it does. The
# cache is $BREAKWATER_CACHE, else ~/.cache/breakwater. Calls may overlap: a
# program appears there by one rename, whole or not at all.
set -euo pipefail

case ${1:-lean} in
  lean) wanted="etcd kube-apiserver" ;;
  full) wanted="etcd kube-apiserver kube-scheduler kube-controller-manager kwok" ;;
  *) echo "usage: build.sh [lean|full]" >&2; exit 2 ;;
esac
cd "$(dirname "$0")"

# Go builds everything again when a flag differs, so nothing from outside may
# change them: neither GOFLAGS nor a workspace, nor whether there is a C compiler.
flags="-mod=readonly -trimpath -buildvcs=false"
export GOWORK=off GOFLAGS="$flags" CGO_ENABLED=0

version=$(sed -nE 's#^\tk8s.io/kubernetes (v[0-9.]+).*#\1#p' kubernetes/go.mod)
[ -n "$version" ] || { echo "build.sh: kubernetes/go.mod names no version" >&2; exit 1; }
sum=$(echo "$flags" | cat - {etcd,kubernetes}/go.{mod,sum} | cksum | cut -d' ' -f1)
root=${BREAKWATER_CACHE:-${HOME:?}/.cache/breakwater}/kubelab
home=$root/$version-$sum

missing() { for name in $wanted; do [ -x "$home/$name" ] || echo "$name"; done; }
if [ -z "$(missing)" ]; then echo "$home"; exit 0; fi

command -v go >/dev/null || { echo "build.sh: go is not on the PATH" >&2; exit 1; }
mkdir -p "$home"
# Each program is built under the lock, which is given back in between: who wants
# the first two waits for no other. Without flock (macOS) two callers may build
# the same side by side, to no harm.
locked() {
  if command -v flock >/dev/null; then
    flock -n 9 || { echo "build.sh: another build is at work, waiting for it" >&2; flock 9; }
  fi
  "$@"
} 9>"$root/.lock"

# Where a program's source is: the module's folder here, the package, and what
# the linker is told: without it the API server calls itself v0.0.0-master.
minor=${version#v*.}
named="-X k8s.io/component-base/version"
stamp="$named.gitVersion=$version $named.gitMajor=1 $named.gitMinor=${minor%%.*}"
source_of() {
  case $1 in
    etcd) echo "etcd go.etcd.io/etcd/server/v3 -s -w" ;;
    kwok) echo "kubernetes sigs.k8s.io/kwok/cmd/kwok -s -w" ;;
    *) echo "kubernetes k8s.io/kubernetes/cmd/$1 -s -w $stamp" ;;
  esac
}

build() {
  local name=$1 module package linker started=$SECONDS
  [ ! -x "$home/$name" ] || return 0 # by somebody else, meanwhile
  read -r module package linker <<<"$(source_of "$name")"
  echo "build.sh: building $name for Kubernetes $version (once)" >&2
  # Whoever measures time on this machine goes first.
  (cd "$module" && nice -n 19 go build -o "$home/.$name.$$" -ldflags "$linker" "$package") >&2 || {
    rm -f "$home/.$name.$$"
    echo "build.sh: $name could not be built" >&2
    return 1
  }
  mv "$home/.$name.$$" "$home/$name" || return 1
  echo "build.sh: $name took $((SECONDS - started)) s" >&2
}

for name in $(missing); do locked build "$name" || exit 1; done
echo "$home"
