# Every target has one line of help: 'make' prints them.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
BIN := bin/breakwater
FUZZTIME ?= 60s
SOAKTIME ?= 30m

help: ## print this help
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

build: ## build bin/breakwater
	@go build -trimpath -o $(BIN) ./cmd/breakwater

demo: build ## lint incident A as written, half fixed and fixed, then scan a broken cluster, in colour (needs only Go)
	@test/demo/run.sh $(BIN)

test: ## everything: checks, all tests with -race, truth by Kafka's own classes (fetches what it lacks)
	@test/run.sh

quick: ## the tests that need only Go, without -race
	@go test -short ./... ./client/...

check: ## formatting, vet, linters, generated files, tidy modules
	@test/check.sh

generate: ## write the catalogue, schemas, rule and command pages and the README's session again
	@test/generate.sh

docs: ## the same without the catalogue: rule and command pages, schemas, the README's session
	@test/generate.sh docs

bench: build ## print the speed figures beside their floors
	@go run ./tools/bench -binary $(BIN)

faults: build ## kill and stop a broker under load, and leave what a watch said in docs/results/faults.json
	@go run ./tools/faults -binary $(BIN)

fuzz: ## fuzz every parser for FUZZTIME (60s) each
	@test/fuzz.sh $(FUZZTIME)

matrix: ## run every test on real Kafka on each release line, and leave docs/results/matrix.json
	@test/matrix.sh

soak: ## watch a cluster at work for SOAKTIME (30m): nothing planned may wake anybody; leaves docs/results/soak.json
	@test/soak.sh $(SOAKTIME)

rows: ## print every promise M.., its tests and their last result
	@go run ./tools/rows

.PHONY: help build demo test quick check generate docs bench faults fuzz matrix soak rows
