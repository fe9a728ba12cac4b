// Some registries do not hold every platform's binary packages, and npm then drops them from the lock, after which `npm ci`
// refuses the lock. This puts the dropped optional entries back. Run it after each change of package-lock.json.
import { readFileSync, writeFileSync } from "node:fs";

const file = "package-lock.json";
const lock = JSON.parse(readFileSync(file, "utf8"));

const osOf = (name) =>
  /android/.test(name)
    ? "android"
    : /darwin/.test(name)
      ? "darwin"
      : /win32|windows/.test(name)
        ? "win32"
        : (/(freebsd|openbsd|netbsd|openharmony|sunos|aix|wasi)/.exec(name)?.[1] ?? "linux");

const cpuOf = (name) =>
  /arm64|aarch64/.test(name)
    ? "arm64"
    : /arm/.test(name)
      ? "arm"
      : /ia32/.test(name)
        ? "ia32"
        : (/(riscv64|s390x|ppc64|loong64|mips64el|wasm32)/.exec(name)?.[1] ?? "x64");

let added = 0;
for (const [at, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key] || lock.packages[`${at}/${key}`] || !/^\d/.test(version)) continue;
    const os = osOf(name);
    lock.packages[key] = {
      version,
      cpu: [cpuOf(name)],
      ...(entry.dev && { dev: true }),
      optional: true,
      os: [os],
      ...(os === "linux" && { libc: [/musl/.test(name) ? "musl" : "glibc"] }),
    };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${file}: ${added} optional platform entries put back`);
