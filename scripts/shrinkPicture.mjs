// Writes pictures under docs/images that a palette of 255 colours or fewer keeps under 60 KB.
import { writeFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";
import { createCanvas, loadImage } from "@napi-rs/canvas";

const images = "docs/images";

/** The pixels of a picture file, or of one half as large. */
async function pixelsOf(path, scale) {
  const image = await loadImage(path);
  const [width, height] = [image.width, image.height].map((side) => Math.round(side * scale));
  const context = createCanvas(width, height).getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}

const distance = (a, b) => a.reduce((total, value, c) => total + (value - b[c]) ** 2, 0);

/** How much a palette lacks such a colour. */
const lack = ({ left, count }) => left * Math.sqrt(count);

/** Colours of 5 bits a channel, the common ones and those far from them, and the place of each pixel's among them. */
function paletteOf(data, most) {
  const counts = new Map();
  const keys = new Int32Array(data.length / 4);
  for (let i = 0; i < keys.length; i++) {
    const [r, g, b] = data.subarray(4 * i, 4 * i + 3);
    keys[i] = ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3);
    const one = counts.get(keys[i]) ?? { count: 0, sum: [0, 0, 0], left: Infinity, place: 0 };
    one.count++;
    [r, g, b].forEach((value, c) => (one.sum[c] += value));
    counts.set(keys[i], one);
  }
  const all = [...counts.values()].sort((a, b) => b.count - a.count);
  for (const one of all) one.colour = one.sum.map((value) => Math.round(value / one.count));
  const colours = [];
  while (colours.length < Math.min(most, all.length)) {
    const next = colours.length === 0 ? all[0] : all.reduce((worst, one) => (lack(one) > lack(worst) ? one : worst));
    colours.push(next.colour);
    for (const one of all) {
      const now = distance(one.colour, next.colour);
      if (now < one.left) Object.assign(one, { left: now, place: colours.length - 1 });
    }
  }
  return { colours, indices: Uint8Array.from(keys, (key) => counts.get(key).place) };
}

function chunk(name, content) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const ends = [content.length, crc32(body)].map((value) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  });
  return Buffer.concat([ends[0], body, ends[1]]);
}

/** A PNG of 8 bits a pixel. */
function encode({ width, height, data }, most) {
  const { colours, indices } = paletteOf(data, most);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height); // each begins with 0: no filter
  for (let y = 0; y < height; y++) rows.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(colours.flat())),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Writes a picture under docs/images, as wide as 60 KB allow. */
export async function shrink(path, name) {
  for (const scale of [1, 0.5]) {
    const pixels = await pixelsOf(path, scale);
    const bytes = [255, 48, 24].map((colours) => encode(pixels, colours)).find(({ length }) => length <= 60_000);
    if (bytes === undefined) continue;
    writeFileSync(`${images}/${name}.png`, bytes);
    console.log(`${images}/${name}.png: ${bytes.length} bytes, ${pixels.width} pixels wide`);
    return;
  }
  throw new Error(`${name}.png: more than 60 KB; draw fewer rows`);
}
