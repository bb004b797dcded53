#!/usr/bin/env bash
# All tests on real Kafka nodes, always anew: what their clusters do is not in any cache.
set -euo pipefail
cd "$(dirname "$0")/.."
. test/tests.sh
# Not beside those of the client: they see whether a broker is named within seconds.
tests live -count=1 -timeout 30m ./test/live
# Two at once, of which the one that takes as long as all others is first.
tests clients -count=1 -p 2 -timeout 30m ./test/clients/outage ./test/clients/...
