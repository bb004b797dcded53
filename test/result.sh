# Sourced by what takes long: started is when it began, commit of what it is, and
# leave writes what it did to docs/results/NAME.json.
started=$(date +%s)
commit=$(git rev-parse HEAD)$(git diff --quiet HEAD -- . ':!docs/results' || echo ', with changes that were not committed')
mkdir -p .cache docs/results

# leave NAME COMMAND SEED PROGRAMS KEY JSON: PROGRAMS are those that the figures are
# of, beside Go; "" for none.
leave() {
  cat >"docs/results/$1.json" <<JSON
{
  "command": "$2",
  "commit": "$commit",
  "seed": "$3",
  "duration_seconds": $(($(date +%s) - started)),
  "machine": "$(nproc) cores, $(go version | cut -d' ' -f3,4)${4:+, $4}",
  "$5": $6
}
JSON
}

# figures_of NAME prints what a test has written to .cache/NAME.json.
figures_of() {
  [ -s ".cache/$1.json" ] || { echo "$1: the test left no figures in .cache/$1.json" >&2; return 1; }
  cat ".cache/$1.json"
}

java_here() { java -version 2>&1 | head -n 1 | tr -d '"'; }

# on_apiserver NAME COMMAND SEED ARGUMENTS…: runs tests on a real API server of
# Kubernetes, building one where there is none, and leaves their figures. The
# arguments are those of go test.
on_apiserver() {
  local name=$1 command=$2 seed=$3 programs figures version
  shift 3
  rm -f ".cache/$name.json"
  programs=$(tools/kubelab/build.sh lean)
  BREAKWATER_FIGURES=$PWD/.cache/$name.json go test -count=1 "$@" ./test/kube
  figures=$(figures_of "$name")
  version=$(basename "$programs")
  leave "$name" "$command" "$seed" "kube-apiserver ${version%-*}" figures "$figures"
}
