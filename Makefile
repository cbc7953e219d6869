# The front door: each target installs what it needs. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
# All that are listed; none of them is a file.
.PHONY: $(shell sed -n "s/^\([a-z-]*\):.*\#\# .*/\1/p" $(firstword $(MAKEFILE_LIST)))

installed := node_modules/.package-lock.json

help: ## this list
	@echo "mount-monitor, targets of make:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-19s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

fuzz: $(installed) ## inputs that nobody thought of for every parser (TARGET, SECONDS, SEED); 5 s for each unless told otherwise
	@node_modules/.bin/node test/fuzz/main.ts $(TARGET) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED))

mutate: $(installed) ## changes of the cores that a test should notice (FILES, SAMPLE, SEED); minutes to an hour
	@node_modules/.bin/node tools/mutate/main.ts $(FILES) $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED))

demo: $(installed) ## a mount dies and comes back, before your eyes: no cluster, no root, under 20 s
	@npm run --silent build
	@npm run --silent demo

test: $(installed) ## type check, lint, generated files, unit and process tests; needs nothing but Node
	npm run --silent typecheck
	npm run --silent lint
	npm run --silent generate:check
	npm run --silent build
	npm run --silent test

test-fuse: $(installed) ## real rclone mounts over FUSE that really die; needs root, rclone and fuse3
	npm run --silent build
	npm run --silent test:fuse

test-control-plane: $(installed) ## a real API server and etcd; needs KUBEBUILDER_ASSETS, a folder with kube-apiserver and etcd
	npm run --silent build
	npm run --silent test:control-plane

test-metrics: $(installed) ## alerts, dashboard and scraping in a real Prometheus; needs KUBEBUILDER_ASSETS, and what make tools installs
	npm run --silent build
	npm run --silent test:metrics

tools: $(installed) ## Prometheus and promtool for test-metrics, built from their Go modules; needs Go; minutes
	@node_modules/.bin/node tools/metrics-tools.ts

test-cluster: $(installed) ## images and chart on a real node; needs KUBECONFIG and more, see CONTRIBUTING.md
	npm run --silent build
	npm run --silent test:cluster

bench: $(installed) ## every cost and every budget, in one table; some suites need KUBEBUILDER_ASSETS or KUBECONFIG; ten minutes and more
	@npm run --silent build
	@npm run --silent bench

bench-images: $(installed) ## what each image adds to its base
	@npm run --silent build
	@npm run --silent bench -- images

bench-decide: $(installed) ## deciding about a pod and patching it, without a server; a minute
	@npm run --silent build
	@npm run --silent bench -- decide

bench-served: $(installed) ## the webhook over TLS, beside a bare node:https in the same run; minutes
	@npm run --silent build
	@npm run --silent bench -- served

bench-monitor: $(installed) ## what a monitor costs, beside a bare Node in the same run; minutes
	@npm run --silent build
	@npm run --silent bench -- monitor

bench-restart: $(installed) ## how long a monitor takes to have its pod deleted, on a real API server; needs KUBEBUILDER_ASSETS
	@npm run --silent build
	@npm run --silent bench -- restart

bench-cluster: $(installed) ## what it costs to follow a cluster of 2,000 injected pods; needs KUBEBUILDER_ASSETS; minutes
	@npm run --silent build
	@npm run --silent bench -- cluster

bench-admission: $(installed) ## what admission costs through a real API server; needs KUBEBUILDER_ASSETS; two minutes
	@npm run --silent build
	@npm run --silent bench -- admission

bench-peers: $(installed) ## the same beside pepr, Istio's injector and a bare controller-runtime; needs Go and npm as well; minutes
	@npm run --silent build
	@npm run --silent bench:peers

bench-guard: $(installed) ## whether this branch costs more than where it left main, by counts and memory; minutes
	@npm run --silent build
	@npm run --silent bench:guard -- $(if $(BASE),--base $(BASE))

bench-node: $(installed) ## what pods feel of it on a real node: later starts, restarts, memory; needs what test-cluster needs
	@npm run --silent build
	@npm run --silent bench -- node

bench-plots: $(installed) ## tables and plots of docs/performance.md, anew from docs/performance/figures.json
	@npm run --silent generate

soak: $(installed) ## days of work in 15 minutes, with faults all the time and a model that looks on (SOAK_MINUTES, SOAK_SEED)
	@npm run --silent build
	@npm run --silent soak

build: $(installed) ## one self-contained file per program
	npm run --silent build

images: $(installed) ## images of both programs, by docker, podman or buildah (CONTAINER_TOOL, NODE_IMAGE, IMAGE_PREFIX, VERSION)
	npm run --silent build
	@npm run --silent images

lint: $(installed) ## lint, format check, type check
	npm run --silent typecheck
	npm run --silent lint

format: $(installed) ## format the sources in place
	npm run --silent format

generate: $(installed) ## write again what comes from the schemas: validators, JSON Schema, tables in the docs
	npm run --silent generate

# With kind: CONTAINER_TOOL, KIND_CLUSTER_NAME, KIND_NAMESPACE and more, see make kind-help. Each is one script in tools/kind.
kind-create: ## a cluster of kind whose node has this machine's mounts
	@tools/kind/create.sh

kind-load: $(installed) ## build images and load them into kind's node
	@npm run --silent build
	@tools/kind/load.sh

kind-deploy: ## install or upgrade the chart in it
	@tools/kind/deploy.sh

kind-test: $(installed) ## the tests of test-cluster in it; needs root
	@npm run --silent build
	@tools/kind/test.sh

kind-status: ## what runs in it
	@tools/kind/status.sh

kind-logs: ## what webhook and monitors said
	@tools/kind/logs.sh

kind-redeploy: $(installed) ## after a change: kind-load, kind-deploy, new pods of the webhook
	@npm run --silent build
	@tools/kind/redeploy.sh

kind-undeploy: ## uninstall the chart
	@tools/kind/undeploy.sh

kind-delete: ## delete the cluster
	@tools/kind/delete.sh

kind-help: ## the targets for kind, and their variables
	@tools/kind/help.sh

clean: ## remove what was built and installed
	rm -rf node_modules */dist packages/*/dist

# npm ci removes node_modules first, so the lock inside is always as new as the install.
$(installed): package.json package-lock.json $(wildcard */package.json packages/*/package.json)
	@command -v node >/dev/null || { echo "failed to install: there is no node on the PATH; install Node.js 20 or newer" >&2; exit 1; }
	@echo "installing what the lock file names (npm ci)"
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@
