#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# layers.sh: a file includes headers of its own layer and of earlier ones, each
# library is known to few files, and every header compiles alone.  Prints TAP.
set -eu
cd "$(dirname "$0")/.."

layers='base domain store engine http cli'
# header, who may include it
libraries='jansson.h    ^src/base/(fields|pick|sorted)\.c$
sqlite3.h    ^src/store/
sodium.h     ^src/engine/
qrencode.h   ^src/engine/
minizip/zip.h ^src/engine/zip\.c$
microhttpd.h ^(src|include)/http/
csv.h        ^src/engine/
ini.h        ^src/cli/
curl/curl.h  ^src/cli/client\.c$'
# What the domain may use of the C library: no clock, no lock, no input, no
# output.
pure='stdbool stddef stdint stdio stdlib string inttypes limits stdarg'

number=0
failed=0
report() { # what is tested, what was found against it
    number=$((number + 1))
    if [ -z "$2" ]; then
        echo "ok $number - $1"
    else
        echo "not ok $number - $1"
        echo "$2" | sed 's/^/# /'
        failed=1
    fi
}

sources=$(find src include -name '*.[ch]' | LC_ALL=C sort)

# The word splitting of $sources below is meant: no path has spaces.
# shellcheck disable=SC2086
findings=$(awk -v layers="$layers" '
    BEGIN {
        count = split(layers, name, " ")
        for (i = 1; i <= count; i++)
            rank[name[i]] = i
    }
    match($0, /^[ \t]*#[ \t]*include[ \t]*"[a-z_]+\/.*\.h"/) {
        split(FILENAME, path, "/")
        split($0, quoted, "\"")
        split(quoted[2], part, "/")
        if (!(path[2] in rank) || !(part[1] in rank))
            print FILENAME ":" FNR ": no such layer: " quoted[2]
        else if (rank[part[1]] > rank[path[2]])
            print FILENAME ":" FNR ": " path[2] " comes before " part[1]
    }' $sources)
report 'no layer includes a later one' "$findings"

findings=$(echo "$libraries" | while read -r header allowed; do
    # shellcheck disable=SC2086
    grep -nE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]$header" \
        $sources /dev/null |
        awk -F: -v allowed="$allowed" '
            $1 !~ allowed { print $1 ":" $2 ": may not include it" }' |
        sed "s| it\$| $header|"
done)
report 'each library is included only where it belongs' "$findings"

# shellcheck disable=SC2016
findings=$(find src/domain include/domain -name '*.[ch]' | LC_ALL=C sort |
    xargs awk -v pure="$pure" '
    BEGIN {
        count = split(pure, name, " ")
        for (i = 1; i <= count; i++)
            allowed[name[i] ".h"] = 1
    }
    match($0, /^[ \t]*#[ \t]*include[ \t]*</) {
        header = $0
        sub(/^[^<]*</, "", header)
        sub(/>.*/, "", header)
        if (!(header in allowed))
            print FILENAME ":" FNR ": " header " in the pure layer"
    }
    /clock_(utc|monotonic)|log_(line|debug|info|warn|error)|fopen|[^a-z]printf/ {
        print FILENAME ":" FNR ": not pure: " $0
    }')
report 'the domain reads no clock and does no input or output' "$findings"

for compiler in gcc clang; do
    if ! command -v $compiler >/dev/null; then
        number=$((number + 1))
        echo "ok $number - headers with $compiler # SKIP not installed"
        continue
    fi
    findings=$(for header in $(find include -name '*.h' | LC_ALL=C sort); do
        echo "#include \"${header#include/}\"" |
            $compiler -std=gnu17 -D_GNU_SOURCE -Iinclude -Wall -Wextra \
                -Wpedantic -Werror -fsyntax-only -x c - 2>&1 | head -5
    done)
    report "each header compiles alone with $compiler" "$findings"
done

echo "1..$number"
exit $failed
