// Prints lines and files by room, and the largest files: the size of the house is watched.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const lines = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.includes(".generated."))
    .map((entry) => {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      return { path, lines: readFileSync(path, "utf8").split("\n").length - 1 };
    });
const total = (files) => files.reduce((sum, file) => sum + file.lines, 0);

const source = lines("src");
for (const room of readdirSync("src", { withFileTypes: true })) {
  if (!room.isDirectory()) continue;
  const files = source.filter(({ path }) => path.startsWith(join("src", room.name) + "/"));
  console.log(
    `${room.name.padEnd(12)} ${String(files.length).padStart(3)} files ${String(total(files)).padStart(6)} lines`,
  );
}
console.log(`source ${total(source)} lines, tests ${total(lines("tests"))} lines`);
for (const { path, lines } of source.sort((a, b) => b.lines - a.lines).slice(0, 5))
  console.log(`${String(lines).padStart(5)} ${path}`);
