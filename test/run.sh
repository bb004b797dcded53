#!/usr/bin/env bash
# Everything that must hold before a change lands. Fetches what it lacks:
# Go modules, and the released Kafka jars from Maven Central. Java 17 and Maven
# must be there.
set -euo pipefail
cd "$(dirname "$0")/.."
started=$(date +%s)
step() { printf '\n== %s (%ss)\n' "$1" "$(($(date +%s) - started))"; }
mkdir -p .cache
rm -f .cache/test-*.json

step "Kafka's own classes"
for version in $(grep -oE '"[0-9]+\.[0-9]+\.[0-9]+"' test/truth/kafka_test.go | tr -d '"'); do
  tools/cataloggen/jars.sh "$version" >/dev/null
done

# One behind the other: tests on real nodes hold times against the clock, and so do some of
# the others, which fail where they are starved.
step "checks and all tests without nodes"
test/rest.sh
step "tests on real nodes"
test/nodes.sh

cat .cache/test-*.json >.cache/test.json
go run ./tools/rows -summary
step "done"
