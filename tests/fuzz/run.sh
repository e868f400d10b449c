#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# run.sh BUILD SECONDS [TARGET...]: each fuzz target for that long, from the
# seeds; fails when one of them finds something.
set -u
build=$1 seconds=$2
shift 2
/usr/bin/python3 "$(dirname "$0")/seeds.py" "$build" || exit 1
[ $# -gt 0 ] || set -- fields record csv route cookies note
status=0
for name in "$@"; do
    corpus=$build/corpus/$name
    mkdir -p "$corpus"
    echo "fuzz_$name: $seconds seconds"
    timeout -k 10 $((seconds + 60)) "$build/tests/fuzz/fuzz_$name" \
        -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -max_len=8192 -dict="$build/words.dict" \
        -artifact_prefix="$build/fuzz_$name-" -print_final_stats=1 \
        "$corpus" "$build/seeds/$name" >"$build/fuzz_$name.log" 2>&1
    result=$?
    if [ $result -ne 0 ]; then
        echo "fuzz_$name ended with status $result:" >&2
        tail -n 40 "$build/fuzz_$name.log" >&2
        status=1
    else
        grep -E '^stat::(number_of_executed|average)' "$build/fuzz_$name.log"
    fi
done
exit $status
