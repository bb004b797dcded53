#!/usr/bin/env bash
# Cuts the logs of all replicas on the disks of three real Kafka nodes so many times, and
# leaves how long after the return of its leader the loss of each partition was confirmed
# in docs/results/client-lost.json. It fails if that took more than five seconds.
set -euo pipefail
cd "$(dirname "$0")/.."
. test/result.sh
runs=$1
rm -f .cache/client-lost.json
BREAKWATER_FIGURES=$PWD/.cache/client-lost.json \
  go test -v -count="$runs" -timeout 0 -run '^TestM16_TheLogOfAllReplicasIsCut$' ./test/clients/loss
figures=[$(figures_of client-lost | paste -sd,)]
leave client-lost "make drill-lost LOSTRUNS=$runs" "none: the fault is fixed" "Kafka ${BREAKWATER_KAFKA:-4.3}, $(java_here)" seconds_until_confirmed "$figures"
