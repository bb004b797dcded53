#!/usr/bin/env bash
# Runs every test on real Kafka on each release line, one after the other, and
# leaves what each said in docs/results/matrix.json. Lines may be named:
#   test/matrix.sh 3.9 4.3
set -euo pipefail
cd "$(dirname "$0")/.."
. test/result.sh
lines=("$@")
[ ${#lines[@]} -gt 0 ] || lines=(3.9 4.1 4.3)
rows="" failed=0
for line in "${lines[@]}"; do
  echo "== Kafka $line"
  begun=$(date +%s)
  BREAKWATER_KAFKA=$line go test -count=1 -timeout 30m -json ./test/live >".cache/matrix-$line.json" || failed=1
  while IFS=$'\t' read -r test result seconds; do
    echo "   $result $test (${seconds}s)"
    rows+="    {\"kafka\": \"$line\", \"test\": \"$test\", \"result\": \"$result\", \"seconds\": $seconds},"$'\n'
  done < <(go run ./tools/rows -each ".cache/matrix-$line.json")
  echo "   $(($(date +%s) - begun)) s"
done
leave matrix "make matrix" "none: the faults are fixed, their times are Kafka's" "$(java_here)" tests "[
${rows%,$'\n'}
  ]"
exit $failed
