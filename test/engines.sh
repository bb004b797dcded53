#!/usr/bin/env bash
# Holds the exported policies, judged by the command lines of Kyverno and of
# Gatekeeper, against the rules that they come from, and leaves how often they agreed
# in docs/results/policy-engines.json. It fails if they differ once.
set -euo pipefail
cd "$(dirname "$0")/.."
. test/result.sh
name=policy-engines
rm -f ".cache/$name.json"
programs=$(tools/engines/build.sh)
BREAKWATER_ENGINES=$programs BREAKWATER_FIGURES=$PWD/.cache/$name.json \
  go test -count=1 -timeout 60m ./test/engines
figures=$(figures_of "$name")
versions=$(basename "$programs" | sed -E 's/^kyverno-(v[^-]+)-gatekeeper-(v[^-]+)-[0-9]+$/Kyverno \1, Gatekeeper \2/')
leave "$name" "make engines" "none: the cases are the fixtures and examples, and the fixtures with one field changed" "$versions" figures "$figures"
