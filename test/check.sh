#!/usr/bin/env bash
# Formatting, vet, linters, generated files and module files. Each failure
# names the command that puts it right.
set -euo pipefail
cd "$(dirname "$0")/.."
fail() { echo "check: $1" >&2; exit 1; }

unformatted=$(gofmt -l cmd client internal schemas test tools)
[ -z "$unformatted" ] || fail "not formatted: $unformatted. Run: gofmt -w $unformatted"
modules=". client client/metrics/otel client/metrics/prometheus test/clients"
go vet $(printf './%s/... ' $modules) || fail "go vet has complaints"
# What no machine here may run is assembled at least.
GOARCH=arm64 go tool asm -p produce -I "$(go env GOROOT)/pkg/include" -o /dev/null client/produce/ahead_arm64.s || fail "client/produce/ahead_arm64.s does not assemble"

# A tidy module file, without touching the real one. A released module may need a version
# of the client that is not released yet: the checkout's stands for it.
ours=github.com/breakwaterhq/breakwater/client
tidy=/tmp/breakwater-tidy.$$
trap 'rm -f "$tidy".*' EXIT
for module in $modules; do
  cp $module/go.mod "$tidy.mod"
  cp $module/go.sum "$tidy.sum" 2>/dev/null || : >"$tidy.sum"
  case $module in client | test/clients) borrows= ;; *) borrows=yes ;; esac
  [ -z "$borrows" ] || go mod edit -replace=$ours="$PWD/client" "$tidy.mod"
  (cd $module && GOWORK=off go mod tidy -modfile="$tidy.mod")
  [ -z "$borrows" ] || go mod edit -dropreplace=$ours "$tidy.mod"
  cmp -s $module/go.mod "$tidy.mod" || fail "$module/go.mod is not tidy: $(diff $module/go.mod "$tidy.mod" | grep '^[<>]' | tr '\n' ' ')"
done
[ -z "$(grep -hE '^replace|^\treplace' go.mod client/go.mod client/metrics/*/go.mod go.work || true)" ] || fail "a released module must have no replace: it breaks go install MODULE@VERSION"

lint=$(test/golangci-lint.sh)
for module in $modules; do
  (cd $module && "$lint" run --allow-parallel-runners --timeout 10m ./...) || fail "the linters have complaints about $module"
done
echo "checks: all right"
