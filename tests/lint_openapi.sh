#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# lint_openapi.sh: the contract against the Dutch API Design Rules (Spectral)
# and OpenAPI itself (Redocly).  Prints TAP.  SHARED names the folder that has
# standards/; without it that check is skipped.
set -u
tests=$(cd "$(dirname "$0")" && pwd)
contract=${1:-$tests/../src/http/openapi.json}
shared=${SHARED:-$tests/../../shared}
rules=$shared/standards/adr-spectral-ruleset.yaml
bin=$tests/node_modules/.bin
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true NO_COLOR=1

echo 1..2
if ! command -v npm >/dev/null; then
    echo "ok 1 - api design rules # SKIP npm is not installed"
    echo "ok 2 - redocly # SKIP npm is not installed"
    exit 0
fi
if ! log=$(sh "$tests/npm.sh" 2>&1); then
    echo "$log" | sed 's/^/# /'
    echo "Bail out! npm ci could not install the linters"
    exit 1
fi

failed=0
# report NUMBER NAME COMMAND...: one TAP line, the output as its diagnostics.
report()
{
    number=$1 name=$2
    shift 2
    if out=$("$@" 2>&1); then
        echo "ok $number - $name"
    else
        failed=1
        echo "not ok $number - $name"
        echo "$out" | sed 's/^/# /'
    fi
}
redocly()
{
    out=$(sh "$tests/npm.sh" "$bin/redocly" lint --config "$tests/redocly.yaml" \
        --format=stylish "$contract" 2>&1) || { echo "$out"; return 1; }
    case $out in *"You have "*warning*) echo "$out"; return 1 ;; esac
}

if [ -e "$rules" ]; then
    report 1 "the contract follows the Dutch API design rules" \
        sh "$tests/npm.sh" "$bin/spectral" lint --ruleset "$rules" --fail-severity=warn \
        "$contract"
else
    echo "ok 1 - the contract follows the Dutch API design rules" \
        "# SKIP $rules is not there (set SHARED)"
fi
report 2 "the contract is clean under redocly lint" redocly
exit $failed
