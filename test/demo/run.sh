#!/usr/bin/env bash
# Lints incident A as its write-up had it, half fixed as at 12:30, and fixed;
# then scans the cluster that is part of the program. Exits with 0 if each of
# them gives the findings that it must.
set -u
binary=$(realpath "$1")
cd "$(dirname "$0")"
colour=always
[ -n "${NO_COLOR:-}" ] && colour=never
wrong=0
report=$(mktemp)
trap 'rm -f "$report"' EXIT

# expect EXIT-CODE EXIT-CODE-WANTED "RULE RULE …": hold the findings of the
# report against what must be found. What is skipped names its rule, too.
expect() {
  local found
  found=$(sed '/^  "skipped"/,$d' "$report" | grep -o '"rule": "[^"]*"' | cut -d'"' -f4 | sort -u | tr '\n' ' ')
  if [ "$1" != "$2" ] || [ "$found" != "$3" ]; then
    printf 'NOT AS EXPECTED: exit code %s with %sinstead of %s with %s\n' "$1" "$found" "$2" "$3"
    wrong=1
  fi
}

# state NAME TITLE EXIT-CODE "RULE RULE …": lint one state and show it.
state() {
  printf '\n== %s\n\n$ breakwater lint --policy policy.yaml %s\n\n' "$2" "$1"
  "$binary" lint --color "$colour" --policy policy.yaml --format text --format json="$report" "$1"
  expect $? "$3" "$4"
}

state as-written "11:05, the topic as it was created" 1 "topic/batch-exceeds-segment topic/outside-baseline topic/payload-exceeds-limit topic/retention-unbounded "
state half-fixed "12:30, max.message.bytes raised, segment.bytes missed" 1 "topic/batch-exceeds-segment topic/outside-baseline topic/payload-exceeds-limit topic/retention-unbounded "
state fixed "put right" 0 ""

printf '\n== a running cluster with the faults of all incidents\n\n$ breakwater demo\n\n'
"$binary" demo --color "$colour" --format text --format json="$report"
expect $? 0 "cluster/at-min-isr cluster/broker-missing cluster/partition-leaderless cluster/under-min-isr cluster/under-replicated group/data-lost group/members-differ quorum/few-voters topic/batch-exceeds-segment topic/min-isr-equals-replicas topic/min-isr-one topic/retention-unbounded topic/too-few-replicas topic/unclean-election "
exit $wrong
