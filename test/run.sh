#!/usr/bin/env bash
# Everything that must hold before a change lands. Fetches what it lacks:
# Go modules, and the released Kafka jars from Maven Central.
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
step "tests"
mkdir -p .cache
go test -race -count=1 -timeout 15m -json ./... ./client/... >.cache/test.json ||
  { go run ./tools/rows -failures; exit 1; }
go run ./tools/rows -summary
step "the demo"
make --no-print-directory demo >/dev/null && echo "as expected"
step "done"
