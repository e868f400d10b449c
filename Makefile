# SPDX-License-Identifier: EUPL-1.2
# make         build build/release/stembus
# make demo    run the votes of a whole assembly, with fictitious members
# make check   every test a contributor needs
# make install DESTDIR= PREFIX=
# make bench | soak | fuzz   longer runs, by hand

VERSION := 1.0.0
PREFIX  ?= /usr/local
DESTDIR ?=
BINDIR  ?= $(PREFIX)/bin

# VARIANT names the folder below build/; SAN the sanitizers; WERROR= to not
# stop at a compiler's new warning.
VARIANT ?= release
SAN     ?=
WERROR  ?= -Werror
B       := build/$(VARIANT)

PACKAGES := libmicrohttpd sqlite3 jansson libsodium libqrencode inih minizip \
            libcurl
BUILD_DEPS := \
    ca-certificates \
    gcc \
    libc6-dev \
    libcsv-dev \
    libcurl4-openssl-dev \
    libinih-dev \
    libjansson-dev \
    libmicrohttpd-dev \
    libminizip-dev \
    libqrencode-dev \
    libsodium-dev \
    libsqlite3-dev \
    make \
    pkg-config \
    zlib1g-dev
TEST_DEPS := \
    chromium \
    clang \
    curl \
    fonts-dejavu-core \
    fonts-liberation \
    git \
    jq \
    libclang-rt-14-dev \
    libcmocka-dev \
    minisign \
    openssl \
    python3 \
    python3-jsonschema \
    signify-openbsd \
    sqlite3

# -O2 -g by default; CFLAGS stays the user's own.
CFLAGS  ?= -O2 -g
WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
           -Wmissing-prototypes -Wconversion -Wwrite-strings -Wcast-qual \
           -Wswitch-enum -Wformat=2 -Wvla \
           -Wno-overlength-strings
HARDEN  := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
ifneq ($(SAN),)
SANFLAGS := -fsanitize=$(SAN) -fno-omit-frame-pointer -fno-sanitize-recover=all
HARDEN  := -fPIE
endif
CPPFLAGS += -D_GNU_SOURCE -DSTEMBUS_VERSION='"$(VERSION)"' -Iinclude -I$(B)
ALL_CFLAGS = -std=gnu17 $(CPPFLAGS) $(CFLAGS) $(WARN) $(WERROR) $(HARDEN) \
             $(SANFLAGS) -pthread -MMD -MP
ALL_LDFLAGS = $(LDFLAGS) $(SANFLAGS) -pthread -pie -Wl,-z,relro,-z,now
PKG_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
LDLIBS   := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lcsv

SRC  := $(sort $(wildcard src/*/*.c))
SQL  := $(sort $(wildcard sql/*.sql))
WEB  := $(sort $(wildcard src/web/*.* src/web/*/*.* src/web/*/*/*.*))
OBJ  := $(SRC:src/%.c=$(B)/%.o)
LIB  := $(filter-out $(B)/cli/main.o,$(OBJ))
UNIT := $(sort $(wildcard tests/unit/test_*.c))

.DELETE_ON_ERROR:
.PHONY: all clean deps test-deps demo check bench soak install

all: deps
	@$(MAKE) --no-print-directory $(B)/stembus

include tests/tests.mk

# ---- what the machine lacks ------------------------------------------------

deps:
	@tests/need.sh $(BUILD_DEPS)

test-deps:
	@tests/need.sh $(BUILD_DEPS) $(TEST_DEPS)

# ---- the program -----------------------------------------------------------

$(B)/stembus: $(OBJ)
	@echo "  LD    $@"
	@$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/%.o: src/%.c
	@mkdir -p $(@D)
	@echo "  CC    $@"
	@$(CC) $(ALL_CFLAGS) $(PKG_CFLAGS) -c -o $@ $<

# Migrations become C strings; the list follows the files.
$(B)/sql/%.inc: sql/%.sql
	@mkdir -p $(@D)
	@sed -e 's/[\\"]/\\&/g' -e 's/.*/"&\\n"/' $< > $@

$(B)/store/migrate.o: $(SQL:sql/%.sql=$(B)/sql/%.inc)
$(B)/http/openapi.o: src/http/openapi.json

# The pages: each file as it is and in gzip (without a time, so that the same
# files give the same program), and a list of them (src/http/assets.c).
$(B)/web/%.gz: src/web/%
	@mkdir -p $(@D)
	@gzip -9nc $< > $@

$(B)/http/assets.inc: $(WEB) Makefile
	@mkdir -p $(@D)
	@for file in $(WEB:src/web/%=%); do \
	    echo "ASSET($$(echo $$file | tr -c 'A-Za-z0-9\n' _), \"$$file\"," \
	         "\"src/web/$$file\", \"$(B)/web/$$file.gz\"," \
	         "\"$$(sha256sum < src/web/$$file | cut -c 1-16)\")"; \
	done > $@

$(B)/http/assets.o: $(B)/http/assets.inc $(WEB:src/web/%=$(B)/web/%.gz)

# What a bundle takes along (src/engine/embedded.c): its stylesheets, the schema
# of results.json, and what to check it with.
STYLES   := src/web/theme.css src/web/base.css src/web/public.css \
            src/engine/fragment.css
BUNDLED  := src/engine/results.schema.json \
            $(wildcard docs/verify/VERIFY.md docs/verify/verify.py)

$(B)/engine/embedded.inc: $(STYLES) $(BUNDLED) Makefile
	@mkdir -p $(@D)
	@for file in $(STYLES) $(BUNDLED); do \
	    case $$file in *.css) style=true ;; *) style=false ;; esac; \
	    echo "EMBED($$(basename $$file | tr -c 'A-Za-z0-9\n' _)," \
	         "\"$$(basename $$file)\", \"$$file\", $$style)"; \
	done > $@

$(B)/engine/embedded.o: $(B)/engine/embedded.inc $(STYLES) $(BUNDLED)

demo: deps
	@$(MAKE) --no-print-directory $(B)/stembus
	@$(B)/stembus demo

install: all
	install -D -m 755 $(B)/stembus $(DESTDIR)$(BINDIR)/stembus

clean:
	rm -rf build

-include $(OBJ:.o=.d)
