#!/usr/bin/env bash
# Breaks three real Kafka nodes and a guarded producer for the given time, once for each
# of the given seeds, has each outcome of each record held against the log, and leaves
# what was found in docs/results/client-drill.json. It fails if one was not true, or if a
# fault had no effect.
set -euo pipefail
cd "$(dirname "$0")/.."
. test/result.sh
time=$1 seeds=$2
rm -f .cache/client-drill.json
BREAKWATER_DRILL=$time BREAKWATER_SEEDS=$seeds BREAKWATER_FIGURES=$PWD/.cache/client-drill.json \
  go test -v -count=1 -timeout 0 -parallel 100 -run '^TestM15_TheDrill$' ./test/clients/drill
figures=$(figures_of client-drill)
leave client-drill "make drill DRILLTIME=$time DRILLSEEDS='$seeds'" "$seeds" "Kafka ${BREAKWATER_KAFKA:-4.3}, $(java_here)" runs "$figures"
