#!/usr/bin/env bash
# For the given time three real Kafka nodes take records away in every way that is no loss:
# retention, compaction, DeleteRecords, aborted transactions, a topic made anew, and a leader
# that is killed. Leaves what the detectors said in docs/results/false-losses.json, and fails
# if they confirmed a loss, or if one of the ways had no effect.
set -euo pipefail
cd "$(dirname "$0")/.."
. test/result.sh
time=$1
rm -f .cache/false-losses.json
BREAKWATER_FALSE_LOSSES=$time BREAKWATER_FIGURES=$PWD/.cache/false-losses.json \
  go test -v -count=1 -timeout 0 -run '^TestM16_WhatIsNoLoss$' ./test/clients/loss
figures=$(figures_of false-losses)
leave false-losses "make false-losses FALSELOSSTIME=$time" none "Kafka ${BREAKWATER_KAFKA:-4.3}, $(java_here)" figures "$figures"
