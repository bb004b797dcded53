#!/usr/bin/env bash
# Builds the pinned golangci-lint once and prints where it is.
set -euo pipefail
cd "$(dirname "$0")/../tools/golangci-lint"
version=$(sed -nE 's#.*golangci/golangci-lint/v2 (v[0-9.]+).*#\1#p' go.mod | head -n 1)
binary=${BREAKWATER_CACHE:-$HOME/.cache/breakwater}/tools/golangci-lint-$version
if [ ! -x "$binary" ]; then
  mkdir -p "$(dirname "$binary")"
  GOWORK=off go build -o "$binary.$$" github.com/golangci/golangci-lint/v2/cmd/golangci-lint
  mv "$binary.$$" "$binary"
fi
echo "$binary"
