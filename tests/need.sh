#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# need.sh PACKAGE...: install the Debian packages that are missing, saying so.
# Without anything missing it needs neither the network nor root.
set -eu
missing=
for package in "$@"; do
    case $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) in
    *' installed') ;;
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0
sudo=
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null ||
        { echo "stembus needs these packages:$missing" >&2
          echo "become root and run: apt-get install$missing" >&2; exit 1; }
    sudo=sudo
fi
echo "stembus: installing what is missing with apt-get:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get install -y --no-install-recommends $missing >&2 ||
    { $sudo apt-get update >&2 &&
      $sudo apt-get install -y --no-install-recommends $missing >&2; }
