// Writes one run of bytes as changes to another, for two builds of the same sources that differ in few instructions. The
// reader is src/kernels/wasm/buildBytes.ts.

/** Shorter runs cost as much as their bytes. */
const SHORTEST = 7;
const KEY = 5;

/**
 * Changes that make `target` of `base`: "bytes in hex,where to go on from the last copy's end,how many to copy;" each.
 * @param {Uint8Array} base
 * @param {Uint8Array} target
 * @returns {string}
 */
export function changesBetween(base, target) {
  const places = placesOf(base);
  const changes = [];
  let fresh = [];
  let end = 0;
  for (let at = 0; at < target.length;) {
    const { from, length } = longest(base, target, at, places, end);
    if (length < SHORTEST) fresh.push(target[at++]);
    else {
      changes.push([Buffer.from(fresh).toString("hex"), from - end, length]);
      fresh = [];
      end = from + length;
      at += length;
    }
  }
  if (fresh.length > 0) changes.push([Buffer.from(fresh).toString("hex"), 0, 0]);
  return changes.map((change) => change.join(",")).join(";");
}

const keyAt = (bytes, at) => bytes.subarray(at, at + KEY).join();

function placesOf(base) {
  const places = new Map();
  for (let at = 0; at + KEY <= base.length; at++) {
    const key = keyAt(base, at);
    places.set(key, [...(places.get(key) ?? []), at]);
  }
  return places;
}

/** The longest run of `base` that goes on in `target`; one near the last copy's end is as good as one three bytes longer. */
function longest(base, target, at, places, end) {
  let best = { from: 0, length: 0, worth: 0 };
  for (const from of places.get(keyAt(target, at)) ?? []) {
    let length = 0;
    while (from + length < base.length && base[from + length] === target[at + length]) length++;
    const worth = length + (Math.abs(from - end) < 64 ? 3 : 0);
    if (worth > best.worth) best = { from, length, worth };
  }
  return best;
}
