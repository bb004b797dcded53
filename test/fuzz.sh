#!/usr/bin/env bash
# Runs every fuzz target for the given time, one after the other, and leaves
# what it did in docs/results/fuzz.json. Targets may be named behind the time:
#   test/fuzz.sh 60s FuzzYAML FuzzPlan
set -euo pipefail
cd "$(dirname "$0")/.."
. test/result.sh
time=$1
shift
wanted=" $* "
rows=""
for package in $(go list ./... ./client/... ./client/metrics/otel/... ./client/metrics/prometheus/...); do
  dir=$(go list -f '{{.Dir}}' "$package")
  for target in $(grep -hoE '^func Fuzz[A-Za-z0-9_]*' "$dir"/*_test.go 2>/dev/null | cut -c6-); do
    [ "$wanted" = "  " ] || [[ $wanted == *" $target "* ]] || continue
    echo "== ${package#github.com/breakwaterhq/breakwater/} $target"
    # The minimiser of Go stops all progress on long inputs if it may.
    out=$(go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 5x "$package") || { echo "$out"; exit 1; }
    execs=$(grep -oE 'execs: [0-9]+' <<<"$out" | tail -n 1 | cut -d' ' -f2)
    echo "$(tail -n 1 <<<"$out"), ${execs:-0} executions"
    rows+="    {\"package\": \"${package#github.com/breakwaterhq/breakwater/}\", \"target\": \"$target\", \"executions\": ${execs:-0}, \"findings\": 0},"$'\n'
  done
done
leave fuzz "make fuzz FUZZTIME=$time" "the committed corpus, then coverage; Go's fuzzer takes no seed" "" targets "[
${rows%,$'\n'}
  ]"
