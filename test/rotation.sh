#!/usr/bin/env bash
# Has a real API server create pods under failurePolicy Fail for the given time, at
# the given rate a second, while authorities and certificates of the webhook live
# for seconds and its replicas are replaced, and leaves what came of it in
# docs/results/admit-rotation.json. It fails if one admission failed.
set -euo pipefail
cd "$(dirname "$0")/.."
. test/result.sh
time=$1 rate=$2
export BREAKWATER_ROTATION=$time BREAKWATER_RATE=$rate
on_apiserver admit-rotation "make rotation ROTATIONTIME=$time ROTATIONRATE=$rate" "none: what is done is fixed, its times are the machine's" \
  -timeout 0 -run '^TestNoAdmissionFailsWhileCertificatesRotate$'
