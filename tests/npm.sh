#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# npm.sh [COMMAND...]: installs the linters, the browser driver and the Node.js that runs them
# (Debian 12 has 18, too old for some), pinned in package-lock.json, once for each
# change of that file.  The daemon needs none
# of them.  Fails, saying why, when they cannot be had.  Then runs the command, if
# there is one, with that Node.js.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
# npm itself writes this file last.
stamp=$tests/node_modules/.package-lock.json
if [ ! -e "$stamp" ] || [ "$tests/package-lock.json" -nt "$stamp" ]; then
    npm ci --prefix "$tests" --prefer-offline --no-audit --no-fund \
        --ignore-scripts >&2
    touch "$stamp"
fi
[ $# -gt 0 ] || exit 0
PATH=$(echo "$tests"/node_modules/node-linux-*/bin):$PATH
exec "$@"
