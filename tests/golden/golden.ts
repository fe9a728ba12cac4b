/** Reads golden files and compares arrays with them. */
import { readFileSync } from "node:fs";
import { expect } from "vitest";

export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export interface GoldenNetwork {
  readonly case: string;
  readonly config: { readonly [option: string]: string | number | boolean | readonly number[] | null };
  readonly weights: Readonly<Record<string, GoldenTensor>>;
  readonly inputs: Readonly<Record<string, GoldenTensor>>;
  readonly outputs: Readonly<Record<string, GoldenTensor>>;
  readonly loss: GoldenTensor;
  readonly grads: Readonly<Record<string, GoldenTensor>>;
  readonly f32_vs_f64_max_abs: number;
}

export function readGolden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), "utf8")) as T;
}

/** Every element within 1e-5 relative or the file's own float32 error, whichever is larger. */
export function expectClose(actual: ArrayLike<number>, golden: GoldenTensor, what: string, float32Error = 0): void {
  expect(actual.length, `${what}: length`).toBe(golden.data.length);
  golden.data.forEach((expected, i) => {
    const tolerance = Math.max(1e-5 * Math.abs(expected), float32Error);
    expect(Math.abs(actual[i]! - expected), `${what}[${i}] = ${actual[i]}, golden ${expected}`).toBeLessThanOrEqual(tolerance);
  });
}
