#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# check.sh: runs every test suite and prints the totals as its last line,
# `N passed, N failed, N skipped`.  Each suite writes TAP; what it wrote stays in
# build/check/<suite>.tap.  `make check` builds what is needed and calls this.
#
# SUITES="unit api" runs only those.
set -u
cd "$(dirname "$0")/.." || exit 1
out=build/check
PYTHON=${PYTHON:-/usr/bin/python3}
SHARED=${SHARED:-$(cd .. && pwd)/shared}
export SHARED CMOCKA_MESSAGE_OUTPUT=tap
export ASAN_OPTIONS=detect_stack_use_after_return=1:abort_on_error=0
export UBSAN_OPTIONS=print_stacktrace=1
export TSAN_OPTIONS=halt_on_error=1
# unit DIR: every unit test program built there.
unit() {
    bad=0
    for test in "$1"/tests/unit/test_*; do
        case $test in *.d) continue ;; esac
        "$test" || bad=1
    done
    return $bad
}

api() {
    STEMBUS=$1 $PYTHON tests/run_python.py tests/api/test_*.py
}

bundle() {
    STEMBUS=$1 $PYTHON tests/run_python.py tests/export/test_*.py
}

# `timeout` runs programs and not functions, so some suites come back in here.
case ${1:-} in
run-unit) unit "$2"; exit ;;
run-api) api "$2"; exit ;;
run-export) bundle "$2"; exit ;;
esac

mkdir -p $out
rm -f $out/*.tap $out/*.err
passed=0 failed=0 skipped=0

# run NAME SECONDS COMMAND...: runs a suite.  One that ends badly without having
# said `not ok` counts as one failure.
run() {
    name=$1 limit=$2
    shift 2
    case " ${SUITES:-$name} " in *" $name "*) ;; *) return ;; esac
    timeout -k 10 "$limit" "$@" >"$out/$name.tap" 2>"$out/$name.err"
    status=$?
    if [ $status -ne 0 ] && ! grep -q '^not ok ' "$out/$name.tap" ||
        ! grep -q '^\(not \)\{0,1\}ok ' "$out/$name.tap"; then
        echo "not ok - $name ended with status $status" >>"$out/$name.tap"
    fi
}

# tell NAME: how a suite ended, if it was run.
tell() {
    [ -e "$out/$1.tap" ] || return
    s=$(grep -ciE '^ok .*# *skip' "$out/$1.tap")
    p=$(($(grep -c '^ok ' "$out/$1.tap") - s))
    f=$(grep -c '^not ok ' "$out/$1.tap")
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    printf '%-12s %4d passed, %d failed, %d skipped\n' "$1" "$p" "$f" "$s"
    grep -iE '^ok .*# *skip' "$out/$1.tap" | sed 's/^/    /'
    if [ "$f" -gt 0 ]; then
        grep -A 12 '^not ok ' "$out/$1.tap" | head -n 60 | sed 's/^/    /'
        tail -n 30 "$out/$1.err" | sed 's/^/    | /'
    fi
}

suite() {
    run "$@"
    tell "$1"
}

sh tests/npm.sh 2>"$out/npm.err" # once, for all that want it; they say if it failed

# The browser mostly waits for itself: two of them go beside the suites that have
# a processor to spare, and are over before those that press a whole hall at once.
run browser-1 1800 env STEMBUS=build/release/stembus sh tests/browser.sh 1/2 &
browsers=$!
run browser-2 1800 env STEMBUS=build/release/stembus sh tests/browser.sh 2/2 &
browsers="$browsers $!"
suite layers 120 sh tests/layers.sh
suite unit 900 sh "$0" run-unit build/asan
suite lint 300 sh tests/lint_openapi.sh
suite api 1200 sh "$0" run-api build/asan/stembus
suite export 900 sh "$0" run-export build/asan/stembus
suite recount 600 $PYTHON tests/recount/run.py build/release
suite verify 1200 env STEMBUS=build/release/stembus $PYTHON \
    tests/run_python.py tests/verify/test_verify_py.py \
    tests/verify/test_verify_md.py
suite vfs 600 build/asan/tests/fault/vfs
suite memory 600 build/asan/tests/fault/memory
suite threads 240 env STEMBUS=build/tsan/stembus $PYTHON tests/run_python.py \
    tests/fault/test_threads.py
suite docs 400 env STEMBUS=build/release/stembus $PYTHON \
    tests/run_python.py tests/docs/test_docs.py
suite command 600 sh tests/command.sh build/release/stembus
wait $browsers
tell browser-1
tell browser-2
suite crash 300 env STEMBUS=build/release/stembus $PYTHON tests/fault/crash.py
suite stall 240 $PYTHON tests/fault/stall.py build/release
suite disk 120 env STEMBUS=build/release/stembus $PYTHON tests/fault/disk.py

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
