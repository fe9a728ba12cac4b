#!/usr/bin/env bash
# Executes notebooks headless, each from a clean state, and writes their outputs into them: `bash notebooks/run.sh [file.ipynb …]`,
# all of them unless named; with CHECK=1 the files stay as they are. Needs the built package (npm run build), `npm ci` in this
# folder, and Debian's jupyter-nbconvert, jupyter-client and python3-ipykernel.
set -euo pipefail
cd "$(dirname "$0")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# A kernelspec of our own: `deno jupyter --install` would write into the user's folders.
mkdir -p "$scratch/kernels/deno"
cat >"$scratch/kernels/deno/kernel.json" <<JSON
{
  "argv": ["$PWD/node_modules/.bin/deno", "jupyter", "--kernel", "--conn", "{connection_file}"],
  "display_name": "Deno",
  "language": "typescript"
}
JSON
export JUPYTER_PATH="$scratch" DENO_DIR="$scratch/deno" DENO_NO_UPDATE_CHECK=1 NO_COLOR=1

[ $# -gt 0 ] || set -- *.ipynb
for notebook in "$@"; do
  notebook=$(basename "$notebook")
  executed="$scratch/$notebook"
  started=$SECONDS
  jupyter nbconvert --log-level WARN --to notebook --execute --ExecutePreprocessor.timeout=300 \
    --ExecutePreprocessor.record_timing=False --output-dir "$scratch" "$notebook" 2> >(grep -v "is unstable" >&2)
  silent=$(python3 -c '
import json, sys
for cell in json.load(open(sys.argv[1]))["cells"]:
    if "show(" in "".join(cell["source"]) and cell["cell_type"] == "code" and not cell["outputs"]: print(cell["id"])
' "$executed")
  [ -z "$silent" ] || { echo "$notebook: nothing came of" $silent >&2; exit 1; }
  size=$(wc -c <"$executed")
  [ "$size" -le 400000 ] || { echo "$notebook: $size bytes of outputs, at most 400000" >&2; exit 1; }
  [ "${CHECK:-0}" = 1 ] || cp "$executed" "$notebook"
  echo "$notebook: $((SECONDS - started)) s, $size bytes"
done
