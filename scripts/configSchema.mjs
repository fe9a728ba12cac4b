// Writes the JSON Schema of config files from the flags of the built command line; a test holds it against them.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";

const { status, stdout, stderr } = spawnSync(process.execPath, ["dist/node/cli.js", "config", "--schema"], {
  encoding: "utf8",
});
if (status !== 0) throw new Error(`seqcast config --schema failed: ${stderr}`);
mkdirSync("schema", { recursive: true });
writeFileSync("schema/seqcast.config.schema.json", stdout);
