#!/usr/bin/env bash
# Times a guarded record, and one with a ledger behind it, beside a bare one of kgo, and
# leaves the figures in docs/results/bench-client.json. What is less than was asked is said
# there, and is no failure.
set -euo pipefail
cd "$(dirname "$0")/.."
. test/result.sh
pairs=$1 ended=0
rm -f .cache/bench-client.json
go run ./test/clients/bench -pairs "$pairs" -results "$PWD/.cache/bench-client.json" || ended=$?
figures=$(figures_of bench-client)
leave bench-client "make bench CLIENTPAIRS=$pairs" "none: the records are the same in each run" "Kafka ${BREAKWATER_KAFKA:-4.3}, $(java_here)" figures "$figures"
exit "$ended"
