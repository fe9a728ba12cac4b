// Writes the option tables of docs/models from the registry, which is their only source. usage: npm run build && npm run pages
import { readFileSync, writeFileSync } from "node:fs";
import { describeRange, registry } from "seqcast";

function row(name, spec) {
  const value = spec.default === undefined ? (spec.optional ? "chosen" : "required") : `${spec.default}`;
  return `| \`${name}\` | ${value} | ${describeRange(spec)} | ${spec.description} |`;
}

for (const { name, options } of registry) {
  const path = `docs/models/${name}.md`;
  const rows = Object.entries(options).map(([option, spec]) => row(option, spec));
  const table = ["| option | default | values | meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
  const page = readFileSync(path, "utf8");
  writeFileSync(
    path,
    page.replace(/(## Options\n\n)(?:\|.*\n)+/, (_, heading) => `${heading}${table}\n`),
  );
}
