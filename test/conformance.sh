#!/usr/bin/env bash
# Holds the exported policies, on a real API server, against the rules that they
# come from, and leaves how often they agreed in docs/results/policy-conformance.json.
# It fails if they differ once.
set -euo pipefail
cd "$(dirname "$0")/.."
. test/result.sh
on_apiserver policy-conformance "make conformance" "none: the cases are the fixtures and examples, and the fixtures with one field changed" \
  -timeout 30m -parallel 8 -run '^TestM35_TheExport(AndTheWebhookAgree|RefusesTheWriteUpsBroker)$'
