#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# command.sh STEMBUS: the command line as a newcomer meets it.  Prints TAP.
set -u
stembus=$(realpath "$1")
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$dir"' EXIT
n=0

# is WHAT STATUS PATTERN COMMAND...: the command ends so, and what it prints
# (both streams) matches.
is() {
    what=$1 want=$2 pattern=$3
    shift 3
    n=$((n + 1))
    "$@" >"$dir/out" 2>"$dir/err" </dev/null
    got=$?
    if [ $got -eq "$want" ] && cat "$dir/out" "$dir/err" | grep -qE "$pattern"
    then
        echo "ok $n - $what"
    else
        echo "not ok $n - $what"
        echo "# ended with $got instead of $want; printed:"
        cat "$dir/out" "$dir/err" | head -n 20 | sed 's/^/# /'
    fi
}
same() {
    n=$((n + 1))
    if [ "$2" = "$3" ]; then echo "ok $n - $1"
    else echo "not ok $n - $1"; echo "# '$2' instead of '$3'"; fi
}

is "without a command it says what there is" 2 'use: stembus COMMAND' \
    "$stembus"
is "help lists the commands" 0 'serve .*serve the API' "$stembus" help
for c in init serve token import verify backup export key recover committee \
    hall demo; do
    is "help explains $c" 0 "$c" "$stembus" help $c
    is "$c --help explains it too" 0 "$c" "$stembus" $c --help
done
is "help of an unknown command is wrong use" 2 "no command 'vote'" \
    "$stembus" help vote
is "the version is one line" 0 '^stembus [0-9]+\.[0-9]+\.[0-9]+$' \
    "$stembus" version
is "an unknown option is wrong use" 2 'no option --dta' \
    "$stembus" init --dta x
is "a missing option is wrong use" 2 'data is needed' "$stembus" init
is "init prints one token" 0 '^[A-Za-z0-9_-]{43}$' \
    "$stembus" init --data "$dir/store"
same "stdout holds the token alone" "$(grep -c . <"$dir/out")" 1
same "the key is for the owner alone" \
    "$(stat -c %a "$dir/store/stembus.key")" 600
is "a second init refuses" 1 'has a store already' \
    "$stembus" init --data "$dir/store"
is "a token for a role" 0 '^[A-Za-z0-9_-]{43}$' \
    "$stembus" token --data "$dir/store" --role committee --name "Commissie"
is "no token for a role that is none" 2 'expected one of' \
    "$stembus" token --data "$dir/store" --role king
is "serve without a store says how to make one" 1 'stembus init' \
    "$stembus" serve --data "$dir/none" --listen 127.0.0.1:0
is "serve refuses a number out of range" 2 'from 1 to 300' \
    "$stembus" serve --data "$dir/store" --idle-seconds 0
is "the environment is checked like flags" 2 'STEMBUS_IDLE_SECONDS' \
    env STEMBUS_IDLE_SECONDS=x "$stembus" serve --data "$dir/store"
echo 'idle-secs = 3' >"$dir/bad.ini"
is "an unknown line of the file is an error" 2 'no such setting' \
    "$stembus" serve --data "$dir/store" --config "$dir/bad.ini"

# committee URL [MORE...]: a member that has neither key nor state yet.
committee() {
    url=$1
    shift
    "$stembus" committee --server "$url" --key "$dir/anna.key" \
        --name committee/anna --state "$dir/anna.state" --once "$@"
}
is "help explains how to trust an authority of one's own" 0 \
    ' --ca FILE .*certificates to trust' "$stembus" help committee
for url in stem.example ftp://stem.example https:// https://stem.example/v1 \
    https://anna:secret@stem.example https://stem.example:x; do
    is "$url is no address of a server" 2 'must be http\(s\)://HOST' \
        committee $url
done
is "a file of authorities that is not there is named" 2 'none.pem: No such' \
    committee https://127.0.0.1:1 --ca "$dir/none.pem"
same "nobody got a key by that" "$(ls "$dir" | grep -c anna)" 0
is "a server that is not there is named, and what failed" 1 \
    'https://127.0.0.1:1: Couldn.t connect' committee https://127.0.0.1:1
is "the handsets of a hall speak no TLS" 1 'no http:// address' \
    "$stembus" hall --server https://127.0.0.1:1 --token-file "$dir/anna.key"

cat >"$dir/members.csv" <<'CSV'
code;kind;name;inhabitants;reference_date
GM9001;municipality;Voorbeeldstad;12345;2026-01-01
GW91;region;Regio Voorbeeld;250000;2026-01-01
CSV
sed 's/12345/many/; s/^GW91/gw/' "$dir/members.csv" >"$dir/faulty.csv"
is "a faulty file is refused with all its lines" 1 'line 3: ' \
    "$stembus" import --data "$dir/store" "$dir/faulty.csv"
same "each faulty line is named" "$(grep -c 'line [23]: ' "$dir/err")" 2
is "a dry run says what would change" 0 'added.*GM9001' \
    "$stembus" import --data "$dir/store" --dry-run "$dir/members.csv"
is "importing says what changed" 0 '2 added, 0 changed' \
    "$stembus" import --data "$dir/store" "$dir/members.csv"
is "importing again changes nothing" 0 '0 added, 0 changed, 2 unchanged' \
    "$stembus" import --data "$dir/store" "$dir/members.csv"
is "verify says the store is right" 0 '^verified: 1 journals, 4 lines' \
    "$stembus" verify --data "$dir/store"

echo 'handset-rate = 7' >"$dir/store/stembus.ini"
STEMBUS_LISTEN=127.0.0.1:0 "$stembus" serve --data "$dir/store" \
    --port-file "$dir/port" 2>"$dir/log" &
server=$!
tries=0
while [ ! -s "$dir/port" ] && [ $tries -lt 200 ]; do
    sleep 0.05; tries=$((tries + 1))
done
is "it serves on the port it wrote" 0 '"status":"up"' \
    curl -s "http://127.0.0.1:$(cat "$dir/port")/healthz"
is "a second server on the store refuses" 1 'another stembus' \
    "$stembus" serve --data "$dir/store" --listen 127.0.0.1:0
is "token says what to do while a server runs" 1 'POST /v1/tokens' \
    "$stembus" token --data "$dir/store" --role chair
is "import says what to do while a server runs" 1 'PUT /v1/members' \
    "$stembus" import --data "$dir/store" "$dir/members.csv"
is "backup works while it serves" 0 'complete and checked' \
    "$stembus" backup --data "$dir/store" --to "$dir/copy.db"
is "backup overwrites nothing" 1 'exists already' \
    "$stembus" backup --data "$dir/store" --to "$dir/copy.db"
is "a copy verifies by itself" 0 '^verified: ' \
    "$stembus" verify --file "$dir/copy.db"
kill -TERM $server
wait $server
same "SIGTERM stops it cleanly" $? 0
server=
mkdir "$dir/back" && cp "$dir/copy.db" "$dir/back/stembus.db"
same "a copy is for the owner alone" "$(stat -c %a "$dir/copy.db")" 600
is "a restored copy says that it needs a key" 1 'stembus help recover' \
    "$stembus" serve --data "$dir/back" --listen 127.0.0.1:0
is "one person cannot let it go on" 2 'takes two people' \
    "$stembus" recover --data "$dir/back" --by A --and a --reason x
is "nor one and nobody" 2 'expected one line' \
    "$stembus" recover --data "$dir/back" --by A --and " " --reason x
is "two people can" 0 'incident line.*the key [0-9a-f]{32}' \
    "$stembus" recover --data "$dir/back" --by A --and B --reason x
is "what they did stands in the record" 0 '^verified: 1 journals, 5 lines' \
    "$stembus" verify --data "$dir/back"
is "the public key is printed" 0 '^-----BEGIN PUBLIC KEY-----$' \
    "$stembus" key --data "$dir/back"
is "and then a token" 0 '^[A-Za-z0-9_-]{43}$' \
    "$stembus" token --data "$dir/back" --role chair
is "the demo reproduces the minutes" 0 'every figure as in the minutes' \
    env TMPDIR="$dir" "$stembus" demo
make -s install B="$(dirname "$stembus")" DESTDIR="$dir/root" PREFIX=/usr \
    >/dev/null 2>&1
is "an installed stembus runs" 0 '^stembus ' "$dir/root/usr/bin/stembus" version
echo "1..$n"
