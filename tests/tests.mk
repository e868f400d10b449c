# SPDX-License-Identifier: EUPL-1.2
# How the tests are built and run; included by the Makefile.

# Everything but main(): a test program pulls in what it uses.
$(B)/all.a: $(LIB)
	@rm -f $@
	@$(AR) crs $@ $^

$(B)/tests/unit/%: tests/unit/%.c $(B)/all.a
	@mkdir -p $(@D)
	@echo "  TEST  $@"
	@$(CC) $(ALL_CFLAGS) $(PKG_CFLAGS) -Itests $(ALL_LDFLAGS) -o $@ $< $(B)/all.a $(LDLIBS) -lcmocka

$(B)/tests/%: tests/%.c $(B)/all.a
	@mkdir -p $(@D)
	@echo "  TEST  $@"
	@$(CC) $(ALL_CFLAGS) $(PKG_CFLAGS) -Itests $(ALL_LDFLAGS) -o $@ $< $(B)/all.a $(LDLIBS)

# Allocations that fail on purpose.
WRAP := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup
$(B)/tests/fault/memory: ALL_LDFLAGS += $(WRAP)

# A preloaded shim is a shared object without the program's sources.
$(B)/tests/%.so: tests/%.c
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -D_GNU_SOURCE -O2 $(WARN) $(WERROR) -fPIC -shared -o $@ $< -ldl

.PHONY: unit bench-tools recount-tools fault-tools
unit: $(UNIT:tests/%.c=$(B)/tests/%)

# ---- make check -------------------------------------------------------------

# Each variant is built by a make of its own, with its own compiler and flags.
RELEASE := $(MAKE) --no-print-directory VARIANT=release
ASAN    := $(MAKE) --no-print-directory VARIANT=asan SAN=address,undefined \
           CFLAGS="-O1 -g"
TSAN    := $(MAKE) --no-print-directory VARIANT=tsan SAN=thread CFLAGS="-O1 -g"
CLANG   := $(MAKE) --no-print-directory VARIANT=clang CC=clang

.PHONY: check-build images npm
check: test-deps npm
	@$(MAKE) --no-print-directory check-build
	@tests/check.sh

check-build:
	@$(RELEASE) build/release/stembus bench-tools recount-tools
	@$(CLANG) build/clang/stembus
	@$(ASAN) build/asan/stembus unit fault-tools
	@$(TSAN) build/tsan/stembus

bench-tools: $(patsubst %,$(B)/tests/bench/%,bare press listen slow_sync.so \
             no_sync.so)
recount-tools: $(B)/tests/recount/sim
fault-tools: $(B)/tests/fault/vfs $(B)/tests/fault/memory

# Linters and the driver of the browser come from npm, pinned in
# tests/package-lock.json.
npm:
	@command -v npm >/dev/null || tests/need.sh nodejs npm
	@tests/npm.sh

# The screenshots that README and docs/ show, made by the browser tests.
images: test-deps npm
	@$(RELEASE) build/release/stembus
	@STEMBUS=build/release/stembus STEMBUS_IMAGES=1 tests/browser.sh

# ---- longer runs, by hand ----------------------------------------------------

include tests/fuzz/fuzz.mk

CYCLES ?= 1000
bench: test-deps
	@$(RELEASE) build/release/stembus bench-tools
	@/usr/bin/python3 tests/bench/bench.py build/release
	@/usr/bin/python3 tests/verify/speed.py build/release

soak: test-deps
	@$(RELEASE) build/release/stembus bench-tools recount-tools
	@STEMBUS=build/release/stembus /usr/bin/python3 tests/fault/crash.py \
	    $(CYCLES)
	@/usr/bin/python3 tests/recount/run.py build/release --count 100000
