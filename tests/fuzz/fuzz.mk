# SPDX-License-Identifier: EUPL-1.2
# `make fuzz SECONDS=60` lets each target run that long; included by the
# Makefile.  The corpus grows in build/fuzz/corpus, a finding is kept beside it
# as build/fuzz/<target>-<kind>-<hash>: run the target on that file.

SECONDS ?= 60
FUZZ := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZING := $(MAKE) --no-print-directory VARIANT=fuzz CC=clang CFLAGS="-O1 -g" \
           SAN=fuzzer-no-link,address,undefined

$(B)/tests/fuzz/%: tests/fuzz/%.c tests/fuzz/fuzz.h $(B)/all.a
	@mkdir -p $(@D)
	@echo "  FUZZ  $@"
	@$(CC) $(ALL_CFLAGS) -MF $@.d $(PKG_CFLAGS) -Itests/fuzz $(ALL_LDFLAGS) \
	    -fsanitize=fuzzer -o $@ $< $(B)/all.a $(LDLIBS)

.PHONY: fuzz fuzz-build
fuzz-build: $(FUZZ:tests/%.c=$(B)/tests/%)

fuzz: test-deps
	@$(FUZZING) fuzz-build
	@tests/fuzz/run.sh build/fuzz $(SECONDS)
