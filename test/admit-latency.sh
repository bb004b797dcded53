#!/usr/bin/env bash
# Has a real API server create a right broker's pod as often as is said, in turn with
# nothing that judges it, with the webhook and with the exported policies, and leaves how
# long that took in docs/results/admit-latency.json. It is a measurement: let nothing
# else run beside it.
set -euo pipefail
cd "$(dirname "$0")/.."
. test/result.sh
rounds=$1 creates=$2
export BREAKWATER_ROUNDS=$rounds BREAKWATER_CREATES=$creates
on_apiserver admit-latency "make admit-latency LATENCYROUNDS=$rounds LATENCYCREATES=$creates" "none: what is done is fixed, its times are the machine's" \
  -timeout 30m -run '^TestHowLongACreationTakes$'
