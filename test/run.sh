#!/usr/bin/env bash
# Everything that must hold before a change lands. Fetches what it lacks:
# Go modules, and the released Kafka jars from Maven Central. Java 17 and Maven
# must be there.
set -euo pipefail
cd "$(dirname "$0")/.."
started=$(date +%s)
step() { printf '\n== %s (%ss)\n' "$1" "$(($(date +%s) - started))"; }
failed() { cat .cache/test-*.json >.cache/test.json; go run ./tools/rows -failures; exit 1; }
mkdir -p .cache
rm -f .cache/test-*.json

step "checks"
test/check.sh
step "Kafka's own classes"
for version in $(grep -oE '"[0-9]+\.[0-9]+\.[0-9]+"' test/truth/kafka_test.go | tr -d '"'); do
  tools/cataloggen/jars.sh "$version" >/dev/null
done
# What has passed and has not changed is not run again. go vet has seen all.
step "tests"
go test -race -vet=off -timeout 15m -json $(go list ./... ./client/... ./client/metrics/otel/... ./client/metrics/prometheus/... | grep -Ev '/test/(live|kube|engines)$') >.cache/test-rest.json || failed
# By themselves: they see whether a broker is named within seconds.
step "tests on real nodes"
go test -race -vet=off -count=1 -timeout 30m -json ./test/live >.cache/test-live.json || failed
go test -race -vet=off -count=1 -p 1 -timeout 15m -json ./test/clients/... >.cache/test-clients.json || failed
cat .cache/test-*.json >.cache/test.json
go run ./tools/rows -summary
step "the demo"
make --no-print-directory demo >/dev/null && echo "as expected"
step "done"
