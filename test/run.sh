#!/usr/bin/env bash
# Everything that must hold before a change lands. Fetches what it lacks:
# Go modules, and the released Kafka jars from Maven Central. Java 17 and Maven
# must be there.
set -euo pipefail
cd "$(dirname "$0")/.."
started=$(date +%s)
step() { printf '\n== %s (%ss)\n' "$1" "$(($(date +%s) - started))"; }

step "checks"
test/check.sh
step "Kafka's own classes"
for version in $(grep -oE '"[0-9]+\.[0-9]+\.[0-9]+"' test/truth/kafka_test.go | tr -d '"'); do
  tools/cataloggen/jars.sh "$version" >/dev/null
done
failed() { go run ./tools/rows -failures; exit 1; }
step "tests"
mkdir -p .cache
go test -race -count=1 -timeout 15m -json $(go list ./... ./client/... | grep -v /test/live$) >.cache/test.json || failed
# By themselves: they time what a hung broker costs.
step "tests on real nodes"
go test -race -count=1 -timeout 30m -json ./test/live >>.cache/test.json || failed
go run ./tools/rows -summary
step "the demo"
make --no-print-directory demo >/dev/null && echo "as expected"
step "done"
