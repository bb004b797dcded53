#!/usr/bin/env bash
# Lints incident A as its write-up had it, half fixed as at 12:30, and fixed.
# Exits with 0 if every state gives the findings that it must.
set -u
binary=$(realpath "$1")
cd "$(dirname "$0")"
colour=always
[ -n "${NO_COLOR:-}" ] && colour=never
wrong=0

# state NAME EXIT-CODE "RULE RULE …": lint one state, show it, and hold it
# against what must be found.
state() {
  printf '\n== %s\n\n$ breakwater lint --policy policy.yaml %s\n\n' "$2" "$1"
  "$binary" lint --color "$colour" --policy policy.yaml --format text --format json=/tmp/breakwater-demo.$$ "$1"
  local code=$?
  local found
  found=$(grep -o '"rule": "[^"]*"' /tmp/breakwater-demo.$$ | cut -d'"' -f4 | sort -u | tr '\n' ' ')
  rm -f /tmp/breakwater-demo.$$
  if [ "$code" != "$3" ] || [ "$found" != "$4" ]; then
    printf 'NOT AS EXPECTED: exit code %s with %sinstead of %s with %s\n' "$code" "$found" "$3" "$4"
    wrong=1
  fi
}

state as-written "11:05, the topic as it was created" 1 "topic/batch-exceeds-segment topic/outside-baseline topic/payload-exceeds-limit topic/retention-unbounded "
state half-fixed "12:30, max.message.bytes raised, segment.bytes missed" 1 "topic/batch-exceeds-segment topic/outside-baseline topic/payload-exceeds-limit topic/retention-unbounded "
state fixed "put right" 0 ""
exit $wrong
