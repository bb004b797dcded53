#!/usr/bin/env bash
# Watches a real cluster at work for the given time, while all is done to it
# that people do on purpose, and leaves what that cost in docs/results/soak.json.
# It fails if anybody would have been woken.
set -euo pipefail
cd "$(dirname "$0")/.."
time=$1
started=$(date +%s)
mkdir -p .cache docs/results
figures=$PWD/.cache/soak.json
rm -f "$figures"
BREAKWATER_QUIET=$time BREAKWATER_FIGURES=$figures go test -count=1 -timeout 0 -run '^TestM45_WhatIsPlannedWakesNobody$' ./test/live
[ -s "$figures" ] || { echo "soak: the test left no figures in $figures" >&2; exit 1; }
cat >docs/results/soak.json <<JSON
{
  "command": "make soak SOAKTIME=$time",
  "commit": "$(git rev-parse HEAD)$(git diff --quiet HEAD || echo ', with changes that were not committed')",
  "seed": "none: what is done is fixed, its times are Kafka's",
  "duration_seconds": $(($(date +%s) - started)),
  "machine": "$(nproc) cores, $(go version | cut -d' ' -f3,4), $(java -version 2>&1 | head -n 1 | tr -d '"')",
  "figures": $(cat "$figures")
}
JSON
