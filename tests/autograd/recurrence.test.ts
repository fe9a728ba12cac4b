/** What the fused recurrences promise beyond their gradients: masks, directions, and what inference leaves out. */
import { describe, expect, it, vi } from "vitest";
import * as autograd from "../../src/autograd/index.ts";
import { TensorError } from "../../src/errors.ts";
import { createBackend } from "../../src/kernels/index.ts";
import { normals } from "../kernels/memory.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";

const { backward, lengthsToMask, multiply, persistentTensor, releaseTensor, step, sum, tensor } = autograd;
type Tensor = autograd.Tensor;
type Results = { output: Tensor; hn: Tensor; cn?: Tensor };
type Recurrence = (operands: autograd.LstmOperands) => Results;

const cells: readonly (readonly [string, number, Recurrence])[] = [
  ["rnn", 1, (o) => autograd.rnn(o)],
  ["lstm", 4, (o) => autograd.lstm(o)],
  ["gru", 3, (o) => autograd.gru(o)],
];
const [batch, time, features, hidden] = [3, 6, 2, 5];
const values = normals(1, batch * time * features);

const numbers = ({ output, hn, cn }: Results): number[][] =>
  [output, hn, cn].filter((part) => part !== undefined).map(({ data }) => Array.from(data));

/** (B,T,…) from its last step to its first. */
function turn(sequence: Tensor): Tensor {
  const steps = Array.from({ length: time }, (_, t) => autograd.slice(sequence, 1, t, t + 1));
  return autograd.concat(steps.toReversed(), 1);
}

onEachKernels(() => {
  describe.each(cells)("%s", (_, gates, run) => {
    const shapes = [[features, gates * hidden], [hidden, gates * hidden], [gates * hidden], [gates * hidden]];
    const weights = (): autograd.RecurrenceOperands & Record<"biasIH" | "biasHH", Tensor> => {
      const [weightIH, weightHH, biasIH, biasHH] = shapes.map((shape, i) =>
        persistentTensor(shape, normals(5 + i, autograd.sizeOf(shape), 0.5), true),
      ) as [Tensor, Tensor, Tensor, Tensor];
      return { x: weightIH, weightIH, weightHH, biasIH, biasHH };
    };

    it("outputs 0 where steps do not count, and ends in the state of the last step that counts", () => {
      const given = weights();
      step(() => {
        const x = tensor(values, [batch, time, features]);
        const { output, hn } = run({ ...given, x, mask: lengthsToMask([2, 6, 0], time) });
        const row = (b: number, t: number): number[] =>
          Array.from(output.data.subarray((b * time + t) * hidden, (b * time + t + 1) * hidden));
        for (const t of [2, 3, 4, 5]) expect(row(0, t).every((value) => value === 0)).toBe(true);
        expect(Array.from(hn.data)).toEqual([...row(0, 1), ...row(1, 5), ...row(2, 5)]);
        expect(row(1, 5).every((value) => value !== 0)).toBe(true);
      });
    });

    it.each([false, true])(
      "gives the bytes of the sequence without the steps that do not count; reversed: %s",
      (reversed) => {
        const given = weights();
        const short = step(() => numbers(run({ ...given, reversed, x: tensor(values, [batch, time, features]) })));
        const gaps = [0, 3, 7];
        const kept = Array.from({ length: time + gaps.length }, (_, t) => t).filter((t) => !gaps.includes(t));
        const long = new Float64Array(batch * (time + gaps.length) * features).fill(NaN);
        const mask = new Float64Array(batch * (time + gaps.length));
        for (let b = 0; b < batch; b++)
          kept.forEach((t, i) => {
            const at = b * (time + gaps.length) + t;
            mask[at] = 1;
            long.set(values.slice((b * time + i) * features, (b * time + i + 1) * features), at * features);
          });
        step(() => {
          const shape = [batch, time + gaps.length];
          const result = run({ ...given, reversed, x: tensor(long, [...shape, features]), mask: tensor(mask, shape) });
          const output = kept.map((t) => autograd.slice(result.output, 1, t, t + 1));
          expect(numbers({ ...result, output: autograd.concat(output, 1) })).toEqual(short);
        });
      },
    );

    it("walks the reversed sequence when it walks from the end", () => {
      const given = weights();
      step(() => {
        const x = tensor(values, [batch, time, features]);
        const turned = run({ ...given, x: turn(x) });
        expect(numbers(run({ ...given, x, reversed: true }))).toEqual(
          numbers({ ...turned, output: turn(turned.output) }),
        );
      });
    });

    it("gives gradients that no value of x where steps do not count can change, and x none there", () => {
      const given = weights();
      const gradients = (poison: number): number[][] =>
        step(() => {
          const mask = lengthsToMask([2, 6, 0], time);
          const counted = values.map((value, i) => (mask.data[Math.floor(i / features)] === 0 ? poison : value));
          const x = persistentTensor([batch, time, features], counted, true);
          const { output, hn } = run({ ...given, x, mask });
          backward(autograd.add(sum(autograd.square(output)), sum(hn)));
          const all = [x, given.weightIH, given.weightHH, given.biasIH, given.biasHH].map(({ grad }) =>
            Array.from(grad!.data),
          );
          releaseTensor(x);
          return all;
        });
      const clean = gradients(0);
      expect(clean[0]!.slice(2 * features, time * features).every((value) => value === 0)).toBe(true);
      expect(clean[0]!.slice(2 * time * features).every((value) => value === 0)).toBe(true);
      expect(gradients(NaN)).toEqual(clean);
      expect(gradients(Infinity)).toEqual(clean);
    });

    it("gives the same bytes recorded and not recorded, and then takes no memory but for its results", () => {
      const backend = createBackend();
      const given = Object.fromEntries(
        ["weightIH", "weightHH"].map((key, i) => [
          key,
          persistentTensor(shapes[i]!, normals(5 + i, autograd.sizeOf(shapes[i]!), 0.5), true, backend),
        ]),
      ) as { weightIH: Tensor; weightHH: Tensor };
      const once = (record: boolean): { states: number[][]; taken: number } =>
        step(
          () => {
            const x = tensor(values, [batch, time, features], backend);
            const bump = vi.spyOn(backend.arena, "bump");
            const states = numbers(run({ ...given, x }));
            const taken = bump.mock.calls.reduce((total, [count]) => total + count, 0);
            bump.mockRestore();
            return { states, taken };
          },
          { backend, record },
        );
      const recorded = once(true);
      const inferred = once(false);
      expect(inferred.states).toEqual(recorded.states);
      expect(inferred.taken).toBe(inferred.states.flat().length);
      if (gates > 1) expect(recorded.taken).toBeGreaterThan(inferred.taken + gates * batch * time * hidden - 1);
    });

    it("refuses a mask that needs a gradient, rather than drop it", () => {
      const given = weights();
      step(() => {
        const x = tensor(values, [batch, time, features]);
        const mask = multiply(lengthsToMask([2, 6, 0], time), sum(given.weightIH));
        expect(() => run({ ...given, x, mask })).toThrow(TensorError);
      });
    });
  });
});
