#!/usr/bin/env bash
# Writes everything that is generated. CI fails if this changes a file.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "${1:-}" = docs ] || go generate ./internal/catalog
go run ./tools/schemagen
go run ./tools/docgen
