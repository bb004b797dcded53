#!/usr/bin/env bash
# Watches a real cluster at work for the given time, while all is done to it
# that people do on purpose, and leaves what that cost in docs/results/soak.json.
# It fails if anybody would have been woken.
set -euo pipefail
cd "$(dirname "$0")/.."
. test/result.sh
time=$1
rm -f .cache/soak.json
BREAKWATER_QUIET=$time BREAKWATER_FIGURES=$PWD/.cache/soak.json go test -count=1 -timeout 0 -run '^TestM45_WhatIsPlannedWakesNobody$' ./test/live
figures=$(figures_of soak)
leave soak "make soak SOAKTIME=$time" "none: what is done is fixed, its times are Kafka's" "$(java_here)" figures "$figures"
