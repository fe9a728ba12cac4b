import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isStablePolynomial } from "../../src/numerics/stablePolynomial.ts";

/** The polynomial with these real roots and pairs of complex ones, by radius and cosine. */
function withRoots(real: readonly number[], pairs: readonly (readonly [number, number])[]): Float64Array {
  const factors = [...real.map((root) => [1, -root]), ...pairs.map(([r, cosine]) => [1, -2 * r * cosine, r * r])];
  return Float64Array.from(
    factors.reduce(
      (product, factor) => {
        const next = Array.from({ length: product.length + factor.length - 1 }, () => 0);
        product.forEach((a, i) => factor.forEach((b, j) => (next[i + j]! += a * b)));
        return next;
      },
      [1],
    ),
  );
}

describe("isStablePolynomial", () => {
  const inside = fc.double({ min: -0.95, max: 0.95, noNaN: true });
  const radius = fc.double({ min: 0, max: 0.95, noNaN: true });
  const cosine = fc.double({ min: -1, max: 1, noNaN: true });
  const some = fc.tuple(fc.array(inside, { maxLength: 4 }), fc.array(fc.tuple(radius, cosine), { maxLength: 4 }));

  it("says yes where all roots lie inside the unit circle", () => {
    fc.assert(fc.property(some, ([real, pairs]) => isStablePolynomial(withRoots(real, pairs))));
  });

  it("says no where one lies outside", () => {
    const outside = fc.oneof(
      fc.double({ min: 1.05, max: 4, noNaN: true }),
      fc.double({ min: -4, max: -1.05, noNaN: true }),
    );
    fc.assert(
      fc.property(some, outside, ([real, pairs], root) => !isStablePolynomial(withRoots([...real, root], pairs))),
    );
  });

  it("says yes of a constant, and yes where a root lies on the circle", () => {
    expect(isStablePolynomial(Float64Array.of(2))).toBe(true);
    expect(isStablePolynomial(Float64Array.of(1, -1))).toBe(true);
    expect(isStablePolynomial(Float64Array.of(1, -1.001))).toBe(false);
  });
});
