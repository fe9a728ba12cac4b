// Uses the packed package from six kinds of projects: ES module, CommonJS, TypeScript "nodenext" and "bundler", Vite, and a page
// with a plain <script type="module">. Each trains the same small network; all forecasts must be the same text. The last two
// need Chromium to run; without it the bundle of Vite is built all the same.
import { createReadStream, existsSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { build } from "vite";
import { installTarball, root, runIn } from "./packTarball.mjs";

const names = "createSeries, forecastToCsv, lstm";
const body = `
  const target = Array.from({ length: 200 }, (_, t) => 10 + (t % 24) + (t % 7));
  const load = createSeries({ id: "load", start: "2024-01-01", frequency: "1h", target });
  const fitted = await lstm({ horizon: 4, hiddenSize: 4, epochs: 1, seed: 7 }).fit([load]);
  return forecastToCsv(fitted.predict([load], { levels: [80] }));
`;
const esm = (from, print) => `import { ${names} } from "${from}";\nasync function answer() {${body}}\n${print}`;
const toOutput = "console.log(await answer());";
const toPage =
  "answer().then((text) => (document.title = text), (error) => (document.title = `failed: ${error.stack}`));";

const folder = installTarball();
const write = (name, text) => writeFileSync(join(folder, name), text);
const strictly = ["--target", "es2022", "--strict", "--skipLibCheck", "false"];
const nodeTypes = ["--typeRoots", join(root, "node_modules/@types"), "--types", "node"];
const tsc = (file, ...options) =>
  runIn(folder, "node", [join(root, "node_modules/typescript/bin/tsc"), file, ...strictly, ...nodeTypes, ...options]);

const chromium = [process.env.CHROMIUM, "/usr/bin/chromium"].find((path) => path && existsSync(path));
const types = { ".html": "text/html", ".js": "text/javascript" };

/** The title that a page of a folder gives itself when it is done. */
async function titleOf(served, page) {
  const server = createServer(({ url }, response) => {
    const file = join(served, new URL(url, "http://page").pathname);
    const found = existsSync(file);
    response.writeHead(found ? 200 : 404, { "content-type": types[extname(file)] ?? "application/octet-stream" });
    if (found) createReadStream(file).pipe(response);
    else response.end();
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { chromium: browsers } = await import("playwright-core");
  const browser = await browsers.launch({
    executablePath: chromium,
    args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"],
  });
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${server.address().port}/${page}`);
    await tab.waitForFunction("document.title !== ''", undefined, { timeout: 60_000 });
    return await tab.evaluate("document.title");
  } finally {
    await browser.close();
    server.close();
  }
}

const consumers = {
  "ES module": () => {
    write("esm.mjs", esm("seqcast", toOutput));
    return runIn(folder, "node", ["esm.mjs"]);
  },
  CommonJS: () => {
    write("cjs.cjs", `const { ${names} } = require("seqcast");\n(async () => {${body}})().then(console.log);`);
    return runIn(folder, "node", ["cjs.cjs"]);
  },
  "TypeScript nodenext": () => {
    write("nodenext.mts", esm("seqcast", toOutput));
    tsc("nodenext.mts", "--module", "nodenext");
    return runIn(folder, "node", ["nodenext.mjs"]);
  },
  "TypeScript bundler": () => {
    write("bundler.mts", esm("seqcast", toOutput));
    tsc("bundler.mts", "--module", "esnext", "--moduleResolution", "bundler");
    return runIn(folder, "node", ["bundler.mjs"]);
  },
  Vite: async () => {
    write("main.js", esm("seqcast", toPage));
    write("index.html", '<!doctype html><title></title><script type="module" src="/main.js"></script>');
    await build({ root: folder, logLevel: "error", build: { outDir: "site", chunkSizeWarningLimit: 5000 } });
    return chromium && titleOf(join(folder, "site"), "index.html");
  },
  "plain script": () => {
    const script = esm("/node_modules/seqcast/dist/standalone/index.js", toPage);
    write("plain.html", `<!doctype html><title></title><script type="module">${script}</script>`);
    return chromium && titleOf(folder, "plain.html");
  },
};

try {
  const answers = new Map();
  for (const [name, forecast] of Object.entries(consumers)) {
    const answer = await forecast();
    if (answer === undefined) console.log(`${name}: not run, there is no Chromium`);
    else answers.set(name, answer.replace(/\s+/g, " ").trim());
  }
  const [first] = answers.values();
  for (const [name, answer] of answers) {
    if (!/^id,timestamp,channel,forecast,lo-80,hi-80( load,\S+){4}$/.test(answer) || answer !== first)
      throw new Error(`${name}: expected the forecast of the ES module,\n${first}\nfound\n${answer}`);
    console.log(`${name}: ${answer.split(" ")[1]} …`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
