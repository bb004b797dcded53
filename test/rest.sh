#!/usr/bin/env bash
# Checks, all tests that need no cluster of their own, and the demo.
set -euo pipefail
cd "$(dirname "$0")/.."
. test/tests.sh
test/check.sh
# What has passed and has not changed is not run again. go vet has seen all.
tests rest -timeout 15m $(go list ./... ./client/... ./client/metrics/otel/... ./client/metrics/prometheus/... | grep -Ev '/test/(live|kube|engines)$')
make --no-print-directory demo >/dev/null
echo "checks, tests without nodes and the demo: as expected"
