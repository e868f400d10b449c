#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# browser.sh [NAME...]: the pages in Debian's Chromium, all or those named
# (`tests/browser.sh screen`), or a part of them (`tests/browser.sh 1/2`).  Prints
# TAP.  STEMBUS names the binary.
set -u
tests=$(cd "$(dirname "$0")" && pwd)
sh "$tests/npm.sh" || { echo "Bail out! npm ci failed"; exit 1; }
exec sh "$tests/npm.sh" node --test-reporter=tap "$tests/browser/all.mjs" "$@"
