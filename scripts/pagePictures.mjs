// Takes the pictures of the page for docs/images: the forecast at two widths in light and dark, and what columns are for.
// usage: npm run web && node scripts/pagePictures.mjs; Chromium is needed (CHROMIUM, else /usr/bin/chromium)
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { writeSmall } from "./smallPicture.mjs";

const types = { html: "text/html", js: "text/javascript", css: "text/css", svg: "image/svg+xml", woff2: "font/woff2" };
const folder = mkdtempSync(join(tmpdir(), "seqcast-page-"));
const server = createServer(({ url }, response) => {
  const file = url === "/" ? "/index.html" : url;
  response.setHeader("content-type", types[file.split(".").at(-1)] ?? "application/octet-stream");
  response.end(readFileSync(`dist/web${file}`));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

async function visit(width, height, colorScheme) {
  const options = { viewport: { width, height }, colorScheme, serviceWorkers: "block", reducedMotion: "reduce" };
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}`);
  await page.waitForSelector("#model option", { state: "attached" });
  return page;
}

async function take(page, name) {
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  await writeSmall(path, `docs/images/${name}.png`);
  await page.context().close();
}

for (const [width, height] of [
  [1280, 860],
  [375, 780],
])
  for (const scheme of ["light", "dark"]) {
    const page = await visit(width, height, scheme);
    await page.click("#demo");
    await page.click("#train");
    await page.waitForSelector("#board:not([hidden])");
    if (width > 1000) await page.evaluate("scrollTo(0, 0); document.querySelector('#plan').scrollTop = 0");
    const { x, y, width: across, height: down } = await page.locator("#fan").boundingBox();
    await page.mouse.move(x + 0.95 * across, y + down / 2);
    await take(page, `page-${width}-${scheme}`);
  }

const page = await visit(1280, 860, "light");
await page.setInputFiles("#file", "datasets/seattle-weather.csv");
await page.waitForSelector("#columns li");
for (const name of ["precipitation", "wind"]) await page.selectOption(`select[data-column="${name}"]`, "past");
await page.selectOption("#target", "temp_max");
await page.evaluate("document.querySelector('.facts').scrollIntoView()");
await take(page, "page-columns");

await browser.close();
server.close();
rmSync(folder, { recursive: true });
