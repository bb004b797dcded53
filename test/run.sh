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

# Tests on real nodes mostly wait for Kafka's clocks, so that all that computes runs
# beside them, with what they leave of the processors. What fails first ends both.
step "tests on real nodes, and beside them checks and all other tests"
jobs=()
# A session of its own, where there are such, so that all of a job can be ended at once.
begin() { $(command -v setsid || true) "$1" & jobs+=($!); }
end() {
  for job in "${jobs[@]}"; do
    kill -- "-$job" 2>/dev/null || kill "$job" 2>/dev/null || true
  done
}
trap end EXIT
trap 'exit 130' INT TERM
begin test/rest.sh
begin test/nodes.sh
for _ in "${jobs[@]}"; do
  wait -n || exit 1
done
jobs=()

cat .cache/test-*.json >.cache/test.json
go run ./tools/rows -summary
step "done"
