#!/bin/sh
# Builds a case into a workspace: sh cases/build.sh CASE FOLDER.  Run again, it adds what is new.
# BIN is the folder of the `legation` to use; without it, the one on the path.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
legation=${BIN:+$BIN/}legation
test -f "$2/legation.toml" || "$legation" init "$2"
cd "$2"
"$legation" add "$here/$1/documents"
"$legation" code
"$legation" verify
