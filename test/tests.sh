# Sourced by what runs tests.

# tests NAME ARGUMENTS…: runs tests with the arguments of go test, and leaves what they said
# in .cache/test-NAME.json. Where one fails, it prints what the failed ones said, and ends.
# race= before it leaves the race detector out.
tests() {
  local said=.cache/test-$1.json
  shift
  go test ${race--race} -vet=off -json "$@" >"$said" && return
  cp "$said" .cache/test.json
  go run ./tools/rows -failures
  exit 1
}
