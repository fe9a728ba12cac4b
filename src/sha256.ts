/**
 * SHA-256 (FIPS 180-4): of pages' own scripts for their Content-Security-Policy, of files, and of data. WebCrypto offers it
 * only asynchronously, and `node:crypto` not in a browser.
 */

const primes = (count: number): number[] => {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
};

/** The first 32 bits of the fraction of the k-th root of a number, in integers alone: the same on every machine. */
function rootFraction(n: number, k: bigint): number {
  const scaled = BigInt(n) << (32n * k);
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** k <= scaled) low = middle;
    else high = middle;
  }
  return Number(BigInt.asIntN(32, low));
}

const rotate = (x: number, n: number): number => (x >>> n) | (x << (32 - n));

let tables: { readonly start: Int32Array; readonly constants: Int32Array } | undefined; // made when first needed

function constantsOf(): NonNullable<typeof tables> {
  tables ??= {
    start: Int32Array.from(primes(8), (prime) => rootFraction(prime, 2n)),
    constants: Int32Array.from(primes(64), (prime) => rootFraction(prime, 3n)),
  };
  return tables;
}

function expand(words: Int32Array, view: DataView, offset: number): void {
  for (let i = 0; i < 16; i++) words[i] = view.getInt32(offset + 4 * i);
  for (let i = 16; i < 64; i++) {
    const a = words[i - 15]!;
    const b = words[i - 2]!;
    const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
    const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
    words[i] = words[i - 16]! + s0 + words[i - 7]! + s1;
  }
}

function compress(state: Int32Array, words: Int32Array, constants: Int32Array): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + constants[i]! + words[i]!) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = state[0]! + a;
  state[1] = state[1]! + b;
  state[2] = state[2]! + c;
  state[3] = state[3]! + d;
  state[4] = state[4]! + e;
  state[5] = state[5]! + f;
  state[6] = state[6]! + g;
  state[7] = state[7]! + h;
}

/** The SHA-256 of bytes that come in pieces. */
export class Sha256 {
  readonly #state = constantsOf().start.slice();
  readonly #words = new Int32Array(64);
  readonly #block = new Uint8Array(64); // what waits for its block to be full
  #length = 0;

  /** Takes in the next bytes. */
  update(bytes: Uint8Array): this {
    const waiting = this.#length % 64;
    this.#length += bytes.length;
    const head = waiting === 0 ? 0 : Math.min(bytes.length, 64 - waiting);
    this.#block.set(bytes.subarray(0, head), waiting);
    if (waiting + head === 64) this.#take(this.#block, 0);
    let at = head;
    for (; at + 64 <= bytes.length; at += 64) this.#take(bytes, at);
    if (at < bytes.length) this.#block.set(bytes.subarray(at));
    return this;
  }

  #take({ buffer, byteOffset, length }: Uint8Array, offset: number): void {
    expand(this.#words, new DataView(buffer, byteOffset, length), offset);
    compress(this.#state, this.#words, constantsOf().constants);
  }

  /** The 32 bytes of the hash; nothing can be taken in after it. */
  digest(): Uint8Array {
    const bits = this.#length * 8;
    const end = new Uint8Array(Math.ceil(((this.#length % 64) + 9) / 64) * 64 - (this.#length % 64));
    end[0] = 0x80; // a one bit, zeros, and the length in bits
    const view = new DataView(end.buffer);
    view.setUint32(end.length - 8, Math.floor(bits / 4294967296));
    view.setUint32(end.length - 4, bits >>> 0);
    this.update(end);
    const digest = new DataView(new ArrayBuffer(32));
    this.#state.forEach((word, i) => digest.setInt32(4 * i, word));
    return new Uint8Array(digest.buffer);
  }

  /** The hash as 64 hexadecimal digits. */
  hex(): string {
    return Array.from(this.digest(), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}

/**
 * The SHA-256 of a text's UTF-8 bytes in base64, as a Content-Security-Policy names it.
 * @example contentHash("abc") //=> "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
 */
export function contentHash(text: string): string {
  return btoa(String.fromCharCode(...new Sha256().update(new TextEncoder().encode(text)).digest()));
}
