# Everything a contributor runs, and exactly what the continuous check runs.
# Needs Go; `make check` builds its own pinned tools from tools/go.mod.

SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS   += --no-print-directory

PACKAGES := ./pkg/... ./services/...
BINARY   := bin/makcomblang
TOOLS    := bin/tools
ADDR     := 127.0.0.1:8080

.DEFAULT_GOAL := help

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## compile the one binary to bin/makcomblang
	@go build -o bin/ ./services/cmd/makcomblang

.PHONY: run
run: build ## serve everything with demonstration data on ADDR=127.0.0.1:8080
	@$(BINARY) serve --demo --data var/data --log-level warn --addr $(ADDR)

.PHONY: demo
demo: build ## tell the main job step by step in a temporary folder, then end
	@$(BINARY) demo

.PHONY: test
test: ## run all tests of both modules; installs nothing
	@go test $(PACKAGES)

.PHONY: bench
bench: ## measure against a bare log on the same machine and print the table
	@go run ./services/e2e/bench

.PHONY: bench-webhooks
bench-webhooks: ## measure webhook deliveries, their isolation and a kill, with the goals beside; takes minutes
	@go run ./services/e2e/benchwebhooks

.PHONY: bench-engine
bench-engine: ## measure the matching engine beside LEMON (liblemon-dev) on the same core, with the goals beside
	@go run ./services/e2e/benchengine

.PHONY: faults
faults: ## break a real cluster under load and print what clients saw; takes minutes
	@FAULTS=long go test -count=1 -v -timeout 20m -run 'Fault|Story|Disk|Damage' ./services/e2e/faults | grep -v '^=== '

.PHONY: bench-cluster
bench-cluster: ## measure commands over a cluster beside a bare publish
	@FAULTS=bench go test -count=1 -v -timeout 10m -run BenchCluster ./services/e2e/faults | grep -v '^=== '

.PHONY: generate
generate: ## write generated documents and schemas anew
	@go generate $(PACKAGES)

.PHONY: check
check: check-format check-vet check-static check-dead check-modules check-generated check-rules ## all checks short of the tests
	@echo "check: all passed"

.PHONY: tools
tools: $(TOOLS)/.built

# The stamp is younger than the lists of versions, so a raised version rebuilds.
$(TOOLS)/.built: tools/go.mod tools/go.sum
	@echo "tools: building the pinned ones"
	@GOWORK=off go -C tools build -o ../$(TOOLS)/ tool
	@touch $@

.PHONY: check-format
check-format: tools
	@echo "check: format"
	@wrong=$$($(TOOLS)/gofumpt -l pkg services); \
	  if [ -n "$$wrong" ]; then echo "$$wrong"; echo "not formatted: run $(TOOLS)/gofumpt -w on these"; exit 1; fi

.PHONY: check-vet
check-vet:
	@echo "check: vet"
	@go vet $(PACKAGES)

.PHONY: check-static
check-static: tools
	@echo "check: staticcheck"
	@$(TOOLS)/staticcheck $(PACKAGES)

.PHONY: check-dead
check-dead: tools
	@echo "check: unreachable code"
	@dead=$$($(TOOLS)/deadcode -test $(PACKAGES)); \
	  if [ -n "$$dead" ]; then echo "$$dead"; echo "nothing reaches these, not even a test: remove them"; exit 1; fi

.PHONY: check-modules
check-modules:
	@echo "check: module files"
	@for module in pkg services tools; do \
	  GOWORK=off go -C $$module mod tidy -diff || { echo "$$module/go.mod is not tidy: see the difference above"; exit 1; }; \
	done

# Compares what is there with what the generators write, whether committed or not.
.PHONY: check-generated
check-generated:
	@echo "check: generated files"
	@sums() { { find docs/events.md docs/error-codes.md docs/asyncapi.json docs/api pkg/contract -type f 2>/dev/null || true; \
	    grep -rlE '^// Code generated .* DO NOT EDIT\.$$' --include='*.go' pkg services || true; } \
	    | LC_ALL=C sort -u | xargs -r -d '\n' sha256sum; }; \
	  before=$$(sums); go generate $(PACKAGES); after=$$(sums); \
	  if [ "$$before" != "$$after" ]; then \
	    diff <(echo "$$before") <(echo "$$after") || true; \
	    echo "generated files were stale and are now written: look at them and commit"; exit 1; fi

.PHONY: check-rules
check-rules:
	@echo "check: import rules and sizes, and a sentence in Indonesian for every refusal"
	@go test -count=1 ./pkg/internal/archtest ./services/internal/archtest ./services/internal/refusal

.PHONY: clean
clean: ## remove what was built and the demonstration data
	@rm -rf bin var
