#!/usr/bin/env bash
# Prints the folder that holds the command lines of Kyverno and of Gatekeeper, kyverno
# and gator, for tests, building them from their Go modules first where they are not
# in the cache.
#
#   BREAKWATER_ENGINES=$(tools/engines/build.sh) go test ./test/engines
#
# The first build takes minutes, and says on standard error what it does. The cache
# is $BREAKWATER_CACHE, else ~/.cache/breakwater. A program appears there by one
# rename, whole or not at all.
set -euo pipefail
cd "$(dirname "$0")"

# As for kubelab: nothing from outside may change how they are built.
flags="-mod=readonly -trimpath -buildvcs=false"
export GOWORK=off GOFLAGS="$flags" CGO_ENABLED=0

# Each: the program, the module's folder here, the package.
programs="gator gatekeeper github.com/open-policy-agent/gatekeeper/v3/cmd/gator
kyverno kyverno github.com/kyverno/kyverno/cmd/cli/kubectl-kyverno"

# Where they are, by their versions and by all that they are built of.
pinned() {
  local version
  version=$(sed -nE "s#^(require )?\t?$2 (v[0-9.]+).*#\2#p" "$1/go.mod" | head -n 1)
  [ -n "$version" ] || { echo "build.sh: $1/go.mod names no version of $2" >&2; return 1; }
  echo "$version"
}
kyverno=$(pinned kyverno github.com/kyverno/kyverno)
gatekeeper=$(pinned gatekeeper github.com/open-policy-agent/gatekeeper/v3)
sum=$(echo "$flags" | cat - {kyverno,gatekeeper}/go.{mod,sum} | cksum | cut -d' ' -f1)
home=${BREAKWATER_CACHE:-${HOME:?}/.cache/breakwater}/engines/kyverno-$kyverno-gatekeeper-$gatekeeper-$sum

while read -r name module package; do
  [ ! -x "$home/$name" ] || continue
  command -v go >/dev/null || { echo "build.sh: go is not on the PATH" >&2; exit 1; }
  mkdir -p "$home"
  started=$SECONDS
  echo "build.sh: building $name (once)" >&2
  (cd "$module" && nice -n 19 go build -o "$home/.$name.$$" -ldflags "-s -w" "$package") >&2 </dev/null || {
    rm -f "$home/.$name.$$"
    echo "build.sh: $name could not be built" >&2
    exit 1
  }
  mv "$home/.$name.$$" "$home/$name"
  echo "build.sh: $name took $((SECONDS - started)) s" >&2
done <<<"$programs"
echo "$home"
