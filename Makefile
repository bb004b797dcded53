# Every target has one line of help: 'make' prints them.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
BIN := bin/breakwater
FUZZTIME ?= 60s
SOAKTIME ?= 30m
KUBE ?= full
ROTATIONTIME ?= 10m
ROTATIONRATE ?= 200
LATENCYROUNDS ?= 9
LATENCYCREATES ?= 500
DRILLTIME ?= 10m
FALSELOSSTIME ?= 10m
DRILLSEEDS ?= 1 2 3
STOPPEDRUNS ?= 5
LOSTRUNS ?= 5
CLIENTPAIRS ?= 7

help: ## print this help
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

build: ## build bin/breakwater
	@go build -trimpath -o $(BIN) ./cmd/breakwater

demo: build ## lint incident A as written, half fixed and fixed, then scan a broken cluster, in colour (needs only Go)
	@test/demo/run.sh $(BIN)

test: ## everything: checks, all tests (with -race, but for what only computes), truth by Kafka's own classes (fetches what it lacks)
	@test/run.sh

quick: ## the tests that need only Go, without -race
	@go test -short ./... ./client/... ./client/metrics/otel/... ./client/metrics/prometheus/... ./test/clients/...

check: ## formatting, vet, linters, generated files, tidy modules
	@test/check.sh

generate: ## write the catalogue, schemas, rule and command pages and the README's session again
	@test/generate.sh

docs: ## the same without the catalogue: rule and command pages, schemas, the README's session
	@test/generate.sh docs

bench: build ## print the speed figures beside their floors, and leave those of a watch and of the client in docs/results/bench-*.json
	@go run ./tools/bench -binary $(BIN) -results docs/results/bench-watch.json
	@test/bench-client.sh $(CLIENTPAIRS)

faults: build ## kill and stop a broker under load, and leave what a watch said in docs/results/faults.json
	@go run ./tools/faults -binary $(BIN)

fuzz: ## fuzz every parser for FUZZTIME (60s) each
	@test/fuzz.sh $(FUZZTIME)

matrix: ## run every test on real Kafka on each release line, and leave docs/results/matrix.json
	@test/matrix.sh

soak: ## watch a cluster at work for SOAKTIME (30m): nothing planned may wake anybody; leaves docs/results/soak.json
	@test/soak.sh $(SOAKTIME)

kube: ## run what needs a real Kubernetes API server (builds one once: ten minutes and more; KUBE=lean leaves out what needs nodes)
	@test/kube.sh $(KUBE)

conformance: ## hold the exported policies on a real API server against the rules; leaves docs/results/policy-conformance.json
	@test/conformance.sh

engines: ## hold the exported policies, judged by Kyverno's and Gatekeeper's own programs, against the rules (builds them once: minutes); leaves docs/results/policy-engines.json
	@test/engines.sh

rotation: ## create pods for ROTATIONTIME (10m) while certificates rotate each minute and a replica dies; leaves docs/results/admit-rotation.json
	@test/rotation.sh $(ROTATIONTIME) $(ROTATIONRATE)

admit-latency: ## time the creation of pods with nothing, the webhook and the exported policies; leaves docs/results/admit-latency.json
	@test/admit-latency.sh $(LATENCYROUNDS) $(LATENCYCREATES)

drill: ## break three nodes and a guarded producer for DRILLTIME (10m) by each of DRILLSEEDS, and hold every outcome against the log; leaves docs/results/client-drill.json
	@test/drill.sh $(DRILLTIME) "$(DRILLSEEDS)"

false-losses: ## take records away for FALSELOSSTIME (10m) in ways that are no loss: nothing may be called one; leaves docs/results/false-losses.json
	@test/false-losses.sh $(FALSELOSSTIME)

drill-stopped: ## stop a leader STOPPEDRUNS (5) times, and the active controller, beside bare kgo; leaves docs/results/client-stopped.json
	@test/stopped.sh $(STOPPEDRUNS)

drill-lost: ## cut the logs of all replicas LOSTRUNS (5) times, and time until the loss is confirmed; leaves docs/results/client-lost.json
	@test/lost.sh $(LOSTRUNS)

rows: ## print every promise M.., its tests and their last result
	@go run ./tools/rows

.PHONY: help build demo test quick check generate docs bench faults fuzz matrix soak kube conformance engines rotation admit-latency drill drill-stopped drill-lost false-losses rows
