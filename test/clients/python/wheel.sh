#!/bin/sh
# Prints the folder that holds Python's module of librdkafka, fetching it from
# PyPI first if it is not in the cache. The version and the checksums of its
# wheels are in requirements.txt.
#
#   PYTHONPATH=$(test/clients/python/wheel.sh) python3 test/clients/python/peer.py …
#
# The cache is $BREAKWATER_CACHE, else ~/.cache/breakwater. Calls may overlap:
# the folder appears there by one rename, whole or not at all.
set -eu

here=$(dirname "$0")
fail() { echo "wheel.sh: $1" >&2; exit 1; }

command -v python3 >/dev/null || fail "python3 is needed to run librdkafka, and is not on the PATH: install it (Debian: apt install python3 python3-pip, macOS: brew install python)"

# A wheel is for one Python on one system.
for_whom=$(python3 -c 'import sys, sysconfig; print("cp%d%d-%s" % (*sys.version_info[:2], sysconfig.get_platform()))')
version=$(sed -n 's/^confluent-kafka==\([^ ]*\).*/\1/p' "$here/requirements.txt")
root=${BREAKWATER_CACHE:-${HOME:?}/.cache/breakwater}/confluent-kafka
home=$root/$version-$for_whom
if [ -d "$home" ]; then echo "$home"; exit 0; fi

python3 -m pip --version >/dev/null 2>&1 || fail "pip is needed once to fetch librdkafka, and python3 has none: install it (Debian: apt install python3-pip, elsewhere: python3 -m ensurepip)"

mkdir -p "$root"
work=$(mktemp -d "$root/.fetch-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
python3 -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
  --target "$work/module" -r "$here/requirements.txt" >"$work/log" 2>&1 </dev/null ||
  { tail -n 20 "$work/log" >&2; fail "pip could not fetch confluent-kafka $version for $for_whom"; }

chmod 755 "$work/module"
# Another caller may have been faster: theirs is as good.
[ -d "$home" ] || mv "$work/module" "$home"
echo "$home"
