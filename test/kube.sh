#!/usr/bin/env bash
# Runs the tests on a real Kubernetes API server, and builds it first where it is
# not there. 'lean' is etcd and kube-apiserver; 'full' has the scheduler and the
# controllers, too, and runs all tests.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=${1:-full}
mkdir -p .cache
tools/kubelab/build.sh "$mode" >/dev/null
# These need nodes, or the controller that checks the types of policies.
skip=()
[ "$mode" = full ] || skip=(-skip '^(TestAFullLab|TestM35_TheExportIsTypeChecked)$')
if ! go test -race -count=1 -timeout 40m -json "${skip[@]}" ./test/kube >.cache/test-kube.json; then
  cp .cache/test-kube.json .cache/test.json
  go run ./tools/rows -failures
  exit 1
fi
cat .cache/test-*.json >.cache/test.json
go run ./tools/rows -summary
