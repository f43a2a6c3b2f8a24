# What one types; the work is done by scripts/.
PREFIX ?= /usr/local
DESTDIR ?=
# Further arguments of `swift test`, for instance: make test TESTS='--filter KafkaTests'
TESTS ?=

.DEFAULT_GOAL := help
.PHONY: help build release install setup test lint demo benchmark clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

build: ## a debug build
	swift build

release: ## the binary to ship: optimized, with Swift's own library inside
	swift build -c release --static-swift-stdlib --product tidemark

# Does not build, so that root, who installs, needs no Swift and leaves nothing of its own in .build.
install: ## install the binary of `make release` under PREFIX (/usr/local), systemd's units and the configuration
	@[ -x .build/release/tidemark ] || { echo 'make install: there is no binary to install: first make release' >&2; exit 1; }
	@scripts/install-files '$(DESTDIR)' '$(PREFIX)' .build/release/tidemark

setup: ## install the Debian packages that are missing
	@scripts/setup

test: ## all tests, against a Kafka of each version that it starts and stops
	@scripts/test $(TESTS)

lint: ## formatting and the rules a machine can check
	@scripts/lint

demo: ## a small shop's groups, a backup, a disaster, a restore; on a simulated Kafka
	@scripts/demo

benchmark: ## time and memory beside Kafka's own tools (minutes)
	@Benchmarks/run

clean: ## remove what was built
	swift package clean
	rm -rf .build .demo
