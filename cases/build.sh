#!/bin/sh
# Builds a case into a workspace: sh cases/build.sh CASE FOLDER.  Run again, it adds what is new.
# Last it prints how far the pair that case.toml names came, and when.
# BIN is the folder of the `legation` to use; without it, the one on the path.
set -eu
mkdir -p "$2"
folder=$(cd "$2" && pwd)
cd "$(dirname "$0")/.."
legation=${BIN:+$BIN/}legation
"$legation" init "$folder"
[ ! -d "cases/$1/games" ] || cp -R "cases/$1/games" "$folder"
if [ -f "cases/$1/system.toml" ] && [ ! -f "$folder/system.toml" ]; then cp "cases/$1/system.toml" "$folder/"; fi
"$legation" -w "$folder" add "cases/$1/documents"
"$legation" -w "$folder" code
"${BIN:+$BIN/}python" cases/judge.py "cases/$1" "$folder"
"$legation" -w "$folder" verify
side() { sed -n "s/^$1 = \"\(.*\)\"$/\1/p" "cases/$case/case.toml"; }
case=$1
"$legation" -w "$folder" tracks "$(side a)" "$(side b)"
