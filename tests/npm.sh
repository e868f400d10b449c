#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# npm.sh: installs the linters, the browser driver and the Node.js that runs them
# (Debian 12 has 18, too old for some), pinned in package-lock.json, once for each
# change of that file.  The daemon needs none
# of them.  Fails, saying why, when they cannot be had.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
# npm itself writes this file last.
stamp=$tests/node_modules/.package-lock.json
if [ -e "$stamp" ] && [ ! "$tests/package-lock.json" -nt "$stamp" ]; then
    exit 0
fi
npm ci --prefix "$tests" --prefer-offline --no-audit --no-fund \
    --ignore-scripts >&2
touch "$stamp"
