#!/usr/bin/env bash
# Formatting, vet, linters, generated files and module files. Each failure
# names the command that puts it right.
set -euo pipefail
cd "$(dirname "$0")/.."
fail() { echo "check: $1" >&2; exit 1; }

unformatted=$(gofmt -l cmd client internal schemas test tools)
[ -z "$unformatted" ] || fail "not formatted: $unformatted. Run: gofmt -w $unformatted"
go vet ./... ./client/... ./test/clients/... || fail "go vet has complaints"

# A tidy module file, without touching the real one.
for module in . client test/clients; do
  cp $module/go.mod /tmp/breakwater-tidy.$$.mod
  [ -f $module/go.sum ] && cp $module/go.sum /tmp/breakwater-tidy.$$.sum || : >/tmp/breakwater-tidy.$$.sum
  (cd $module && GOWORK=off go mod tidy -modfile=/tmp/breakwater-tidy.$$.mod)
  cmp -s $module/go.mod /tmp/breakwater-tidy.$$.mod || fail "$module/go.mod is not tidy. Run: (cd $module && GOWORK=off go mod tidy)"
  rm -f /tmp/breakwater-tidy.$$.*
done
[ -z "$(grep -hE '^replace|^\treplace' go.mod client/go.mod go.work || true)" ] || fail "a released module must have no replace: it breaks go install MODULE@VERSION"

lint=$(test/golangci-lint.sh)
for module in . client test/clients; do
  (cd $module && "$lint" run --timeout 10m ./...) || fail "the linters have complaints about $module"
done
echo "checks: all right"
