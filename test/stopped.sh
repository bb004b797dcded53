#!/usr/bin/env bash
# Stops (SIGSTOP) a leader, and the active controller, so many times under a guarded
# producer and a bare one, and leaves how long each was silent in
# docs/results/client-stopped.json. It fails if that was longer than promised.
set -euo pipefail
cd "$(dirname "$0")/.."
. test/result.sh
runs=$1
rm -f .cache/client-stopped.json
BREAKWATER_STOPPED=$runs BREAKWATER_FIGURES=$PWD/.cache/client-stopped.json \
  go test -v -count=1 -timeout 0 -run '^TestM14_AStoppedLeader$' ./test/clients/outage
figures=$(figures_of client-stopped)
leave client-stopped "make drill-stopped STOPPEDRUNS=$runs" "none: the fault is fixed, its times are Kafka's" "Kafka ${BREAKWATER_KAFKA:-4.3}, $(java_here)" runs "$figures"
