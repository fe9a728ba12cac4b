/** Whether a multiply-add is rounded once here: WebAssembly leaves that to the engine and the processor, so it is tried out. */

/** `(a, b, c) => a b + c` by the one instruction that may fuse, f32x4.relaxed_madd, as a module of its own. */
const probe = [
  [0, 97, 115, 109, 1, 0, 0, 0], // "\0asm", version 1
  [1, 8, 1, 96, 3, 125, 125, 125, 1, 125], // one type: three f32 to f32
  [3, 2, 1, 0], // one function of that type
  [7, 5, 1, 1, 102, 0, 0], // exported as "f"
  [10, 22, 1, 20, 0, 32, 0, 253, 19, 32, 1, 253, 19, 32, 2, 253, 19], // its body: f32x4.splat of each,
  [253, 133, 2, 253, 31, 0, 11], // relaxed_madd, lane 0
];

// The square of 1 + 2^-12 is 1 + 2^-11 + 2^-24, whose last term a float32 has no room for.
const FACTOR = 1 + 2 ** -12;
const ROUNDED_SQUARE = 1 + 2 ** -11;

/** What keeps multiply-adds from being rounded once here: an engine without relaxed SIMD, a processor that cannot; or nothing. */
export function obstacleToFusing(): "engine" | "processor" | undefined {
  const bytes = Uint8Array.from(probe.flat());
  if (typeof WebAssembly === "undefined" || !WebAssembly.validate(bytes)) return "engine";
  const { f } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  const remainder: unknown = typeof f === "function" ? f(FACTOR, FACTOR, -ROUNDED_SQUARE) : undefined;
  return remainder === 2 ** -24 ? undefined : "processor";
}
