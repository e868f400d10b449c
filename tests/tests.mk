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

# A preloaded shim is a shared object without the program's sources.
$(B)/tests/%.so: tests/%.c
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -D_GNU_SOURCE -O2 $(WARN) $(WERROR) -fPIC -shared -o $@ $< -ldl

unit: $(UNIT:tests/%.c=$(B)/tests/%)
