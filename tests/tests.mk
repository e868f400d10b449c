# SPDX-License-Identifier: EUPL-1.2
# How the tests are built and run; included by the Makefile.

$(B)/tests/unit/%: tests/unit/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(PKG_CFLAGS) -Itests $(ALL_LDFLAGS) -o $@ $< $(LIB) $(LDLIBS) -lcmocka

$(B)/tests/%: tests/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(PKG_CFLAGS) -Itests $(ALL_LDFLAGS) -o $@ $< $(LIB) $(LDLIBS)

# A preloaded shim is a shared object without the program's sources.
$(B)/tests/%.so: tests/%.c
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -D_GNU_SOURCE -O2 $(WARN) $(WERROR) -fPIC -shared -o $@ $< -ldl

unit: $(UNIT:tests/%.c=$(B)/tests/%)
