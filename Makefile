# What one types; the work is done by scripts/.
PREFIX ?= /usr/local
DESTDIR ?=
# Further arguments of `swift test`, for instance: make test TESTS='--filter KafkaTests'
TESTS ?=

.DEFAULT_GOAL := help
.PHONY: help build release install deb dist setup test lint demo benchmark clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

build: ## a debug build
	swift build

# What is shipped: addresses that differ from start to start, tables that cannot be written once it runs, checks of the
# stack in what is not Swift, and an id by which its symbols are found. `scripts/check-binary` looks for each of them. Swift
# takes gold where it is installed; GNU ld's own linker leaves Swift's binaries without the second of them. The id is that of what
# the binary is built from: the linker would make it of all that it writes, and in what is stripped two builds are not equal.
BUILD_ID = $(shell { find Sources Package.swift Makefile -type f | LC_ALL=C sort | xargs sha1sum; swift --version; uname -m; \
	. /etc/os-release; echo $$ID $$VERSION_ID; } 2>/dev/null | sha1sum | cut -c1-40)
HARDENING = -Xlinker -z -Xlinker relro -Xlinker -z -Xlinker now -Xlinker --build-id=0x$(BUILD_ID) \
	-Xcc -fstack-protector-strong -Xcxx -fstack-protector-strong
# Where it is built is no part of what comes out: neither as a path, nor in the names of Clang's cached modules, which debug symbols
# would have, nor in the hashes of modules, by which the compiler tells what need not be compiled again.
ANYWHERE = -Xswiftc -file-prefix-map -Xswiftc $(CURDIR)=. -Xcc -ffile-prefix-map=$(CURDIR)=. -Xcxx -ffile-prefix-map=$(CURDIR)=. \
	-Xswiftc -Xfrontend -Xswiftc -no-clang-module-breadcrumbs -Xswiftc -Xfrontend -Xswiftc -disable-incremental-llvm-codegen

release: ## the binary to ship: optimized, hardened, with Swift's own library inside
	swift build -c release --static-swift-stdlib --disable-local-rpath --product tidemark $(HARDENING) $(ANYWHERE)

# Does not build, so that root, who installs, needs no Swift and leaves nothing of its own in .build.
install: ## install the binary of `make release` under PREFIX (/usr/local), systemd's units and the configuration
	@[ -x .build/release/tidemark ] || { echo 'make install: there is no binary to install: first make release' >&2; exit 1; }
	@scripts/install-files '$(DESTDIR)' '$(PREFIX)' .build/release/tidemark

deb: ## a Debian package for the release that runs, in .build/package; for another one: scripts/in-debian 13 make deb
	@scripts/build-package deb

dist: ## a tarball of the binary, manuals, units and licence for other distributions, in .build/package
	@scripts/build-package dist

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
