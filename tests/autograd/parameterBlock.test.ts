import { describe, expect, it } from "vitest";
import {
  add,
  backward,
  gatherParameters,
  persistentTensor,
  releaseTensor,
  scale,
  step,
  sum,
  tensor,
  type Tensor,
} from "../../src/autograd/index.ts";
import { createBackend, type Backend } from "../../src/kernels/index.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";

/** Parameters of the given sizes that hold 1, 2, 3, … */
function parametersOf(backend: Backend, ...sizes: number[]): Tensor[] {
  let value = 0;
  return sizes.map((size) =>
    persistentTensor(
      [size],
      Array.from({ length: size }, () => ++value),
      true,
      backend,
    ),
  );
}

const distances = (pointers: readonly number[]): number[] => pointers.map((pointer) => pointer - pointers[0]!);

onEachKernels(() => {
  describe("gatherParameters", () => {
    it("puts parameters side by side, in whole cache lines filled up with zeros, and keeps their values", () => {
      const backend = createBackend();
      const parameters = parametersOf(backend, 3, 17, 16, 1);
      const before = parameters.map(({ data }) => [...data]);
      gatherParameters(parameters);
      expect(parameters.map(({ data }) => [...data])).toEqual(before);
      expect(distances(parameters.map(({ pointer }) => pointer))).toEqual([0, 16, 48, 64]);
      const [start, used] = [parameters[0]!.pointer, 3 + 17 + 16 + 1];
      const whole = [...backend.arena.values.subarray(start, start + 80)];
      expect(whole.filter((value) => value === 0)).toHaveLength(80 - used);
    });

    it("puts the gradients of a step side by side, from zero in each step", () => {
      const backend = createBackend();
      const parameters = parametersOf(backend, 3, 17, 1);
      gatherParameters(parameters);
      const [a, b, c] = parameters as [Tensor, Tensor, Tensor];
      for (const factor of [2, 5]) {
        step(
          () => {
            backward(add(scale(sum(a), factor), sum(c)));
            expect(b.grad?.alive).not.toBe(true);
            expect([...a.grad!.data]).toEqual([factor, factor, factor]);
            expect(c.grad!.shape).toEqual([1]);
            expect(c.grad!.pointer - a.grad!.pointer).toBe(c.pointer - a.pointer);
            const start = a.grad!.pointer;
            expect([...backend.arena.values.subarray(start + 3, start + 48)].every((value) => value === 0)).toBe(true);
          },
          { backend },
        );
        expect(a.grad!.alive).toBe(false);
      }
    });

    it("leaves alone what lies in a block already, what needs no gradient, what a step made, and one alone", () => {
      const backend = createBackend();
      const [a, b, c, d, idle, lone] = parametersOf(backend, 3, 4, 5, 6, 7, 8) as [Tensor, ...Tensor[]];
      idle!.requiresGrad = false;
      gatherParameters([a, b!, idle!]);
      const pointers = [a, b!, idle!].map(({ pointer }) => pointer);
      gatherParameters([b!, c!, a, d!, c!]);
      expect([a, b!, idle!].map(({ pointer }) => pointer)).toEqual(pointers);
      expect(d!.pointer - c!.pointer).toBe(16);
      const [before, home] = [lone!.pointer, d!.home];
      gatherParameters([lone!, d!]);
      gatherParameters([]);
      expect([lone!.pointer, lone!.home, d!.home]).toEqual([before, undefined, home]);
      const made = step(() => tensor([1], [1], backend), { backend });
      gatherParameters([lone!, made]);
      expect(lone!.home).toBeUndefined();
    });

    it("moves nothing within a step, whose operations know where a parameter lies", () => {
      const backend = createBackend();
      const parameters = parametersOf(backend, 3, 4);
      const pointers = parameters.map(({ pointer }) => pointer);
      step(() => gatherParameters(parameters), { backend });
      expect(parameters.map(({ pointer }) => pointer)).toEqual(pointers);
      gatherParameters(parameters);
      expect(parameters[1]!.pointer - parameters[0]!.pointer).toBe(16);
    });

    it("gives a block's memory back with its last member, and not before", () => {
      const backend = createBackend();
      const round = (): void => {
        const parameters = parametersOf(backend, 40_000, 30_000, 50_000);
        gatherParameters(parameters);
        const [a, b, c] = parameters as [Tensor, Tensor, Tensor];
        releaseTensor(b);
        releaseTensor(a);
        const others = parametersOf(backend, 40_000, 30_000, 120_000);
        expect(c.data[0]).toBe(70_001);
        expect(() => a.data).toThrow("a tensor (40000) that was released");
        [c, ...others].forEach(releaseTensor);
      };
      for (let i = 0; i < 3; i++) round();
      const { bytes } = backend.arena;
      for (let i = 0; i < 30; i++) round();
      expect(backend.arena.bytes).toBe(bytes);
    });
  });
});
