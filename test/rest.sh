#!/usr/bin/env bash
# Checks, all tests that need no cluster of their own, and the demo.
set -euo pipefail
cd "$(dirname "$0")/.."
. test/tests.sh
test/check.sh
# What has passed and has not changed is not run again. go vet has seen all.
# These begin no goroutine, but for tests with SideBySide in their names (internal/house
# holds them to it), and compute for minutes under the race detector, which has nothing to
# find in them.
computes="internal/admit/rotate internal/catalog internal/export internal/history internal/incident internal/report/json internal/report/text internal/source/file/terraform internal/source/file/yamlx"
race= tests computes -timeout 15m $(printf './%s ' $computes)
tests sidebyside -run SideBySide ./internal/history ./internal/incident
tests rest -timeout 15m $(go list ./... ./client/... ./client/metrics/otel/... ./client/metrics/prometheus/... | grep -Ev "/(test/(live|kube|engines)|${computes// /|})\$")
make --no-print-directory demo >/dev/null
echo "checks, tests without nodes and the demo: as expected"
