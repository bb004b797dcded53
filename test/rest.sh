#!/usr/bin/env bash
# Checks, all tests that need no cluster of their own, and the demo, with what others leave
# of the processors: test/nodes.sh runs beside it, and holds times against the clock.
set -euo pipefail
cd "$(dirname "$0")/.."
. test/tests.sh
renice -n 19 -p $$ >/dev/null
# Linux shares the processors out between sessions first, where this file is there.
{ echo 19 >/proc/self/autogroup; } 2>/dev/null || true
test/check.sh
# What has passed and has not changed is not run again. go vet has seen all.
tests rest -timeout 30m $(go list ./... ./client/... ./client/metrics/otel/... ./client/metrics/prometheus/... | grep -Ev '/test/(live|kube|engines)$')
make --no-print-directory demo >/dev/null
echo "checks, tests without nodes and the demo: as expected"
