import { afterEach, describe, expect, it, vi } from "vitest";
import {
  add,
  backward,
  multiply,
  persistentTensor,
  releaseTensor,
  reshape,
  scale,
  square,
  step,
  sum,
  tensor,
  type Tensor,
} from "../../src/autograd/index.ts";
import { ShapeError, TensorError } from "../../src/errors.ts";
import { createBackend, defaultBackend } from "../../src/kernels/index.ts";

const made: Tensor[] = [];
function parameter(values: number[], shape = [values.length]): Tensor {
  const tensor = persistentTensor(shape, values, true);
  made.push(tensor);
  return tensor;
}
afterEach(() => made.splice(0).forEach(releaseTensor));

function failure(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

const asynchronous = async (): Promise<void> => {
  await Promise.resolve();
  tensor([1]);
};

describe("a step", () => {
  it("gives what its body returns and ends when the body throws", () => {
    expect(step(() => add(tensor([1, 2]), tensor([3, 4])).data[1])).toBe(6);
    expect(() =>
      step(() => {
        throw new RangeError("mine");
      }),
    ).toThrow(RangeError);
    expect(defaultBackend().arena.stepping).toBe(false);
    expect(step(() => sum(tensor([1, 2])).item())).toBe(3);
  });

  it("ends the life of its tensors, which say so when read or used", () => {
    const dead = step(() => tensor([1, 2, 3, 4, 5, 6], [2, 3]));
    const message =
      "expected a tensor of the running step, found a tensor (2,3) whose step has ended; " +
      "copy what you need inside the step: Array.from(tensor.data) or tensor.item()";
    expect(() => dead.data).toThrow(`read: ${message}`);
    step(() => expect(() => scale(dead, 2)).toThrow(`scale: ${message}`));
    expect(failure(() => dead.item())).toBeInstanceOf(ShapeError);
    expect(dead.alive).toBe(false);
  });

  it("is needed to make a tensor or a view", () => {
    const message =
      "tensor: expected a running step, found none; compute inside step(() => { … }), or make a parameter, which persists";
    const x = parameter([1, 2]);
    expect(() => tensor([1])).toThrow(message);
    expect(() => square(x)).toThrow(message);
    expect(() => reshape(x, [2, 1])).toThrow(TensorError);
  });

  it("refuses an asynchronous body, whose own failure is handled", async () => {
    const unhandled = vi.fn<() => void>();
    process.on("unhandledRejection", unhandled);
    expect(() => step(asynchronous)).toThrow(
      "step: expected a synchronous body, found a promise; await before or after the step, not inside it",
    );
    await new Promise((done) => setTimeout(done, 5));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(defaultBackend().arena.stepping).toBe(false);
  });

  it("of one backend may hold a step of another, but no operation mixes them", () => {
    const other = createBackend("float64");
    step(() => {
      const x = tensor([1]);
      step(
        () => {
          const y = tensor([2], [1], other);
          expect(failure(() => add(x, y))).toBeInstanceOf(ShapeError);
          expect(() => add(x, y)).toThrow(
            "add: expected tensors of one backend, found tensors of two; make them with the same backend",
          );
        },
        { backend: other },
      );
    });
  });

  it("keeps nothing alive through a view of a parameter", () => {
    const x = parameter([1, 2, 3, 4]);
    const view = step(() => {
      const y = reshape(x, [2, 2]);
      backward(sum(square(y)));
      expect([...x.grad!.data]).toEqual([2, 4, 6, 8]);
      return y;
    });
    expect(view.alive).toBe(false);
    expect([...x.data]).toEqual([1, 2, 3, 4]);
  });
});

describe("backward", () => {
  it("adds the gradients of every use of a tensor", () => {
    const x = parameter([3]);
    step(() => {
      backward(add(multiply(x, x), scale(x, 5)));
      expect(x.grad!.item()).toBe(11);
    });
  });

  it("starts from zero in each step, and its gradients end with the step", () => {
    const x = parameter([3]);
    for (let i = 0; i < 3; i++) {
      step(() => {
        backward(square(x));
        expect(x.grad!.item()).toBe(6);
      });
      expect(x.grad!.alive).toBe(false);
    }
  });

  it("reaches gradients through memory that grows meanwhile", () => {
    const backend = createBackend();
    const count = 300_000;
    const x = persistentTensor([count], new Float32Array(count).fill(2), true, backend);
    step(
      () => {
        let y = x;
        for (let i = 0; i < 4; i++) y = add(y, x);
        backward(sum(y));
        expect(x.grad!.data.every((value) => value === 5)).toBe(true);
      },
      { backend },
    );
  });

  it("gives no gradient to what needs none", () => {
    const x = parameter([3]);
    step(() => {
      const constant = tensor([2]);
      backward(multiply(x, constant));
      expect(constant.grad).toBeUndefined();
      expect(x.grad!.item()).toBe(2);
    });
  });

  it.each([
    [
      "a loss of many elements",
      ShapeError,
      true,
      "backward: expected a loss of one element, found shape (2); reduce it with mean or sum",
      (x: Tensor) => backward(scale(x, 2)),
    ],
    [
      "a loss that depends on no parameter",
      TensorError,
      true,
      "backward: expected a loss computed from tensors that require gradients in a recording step, found a loss that depends on none; " +
        "use parameters, and step(…) without record: false",
      () => backward(sum(tensor([1, 2]))),
    ],
    [
      "a step that records nothing",
      TensorError,
      false,
      "backward: expected a loss computed from tensors that require gradients in a recording step, found a step that records nothing; " +
        "use parameters, and step(…) without record: false",
      (x: Tensor) => backward(sum(x)),
    ],
    [
      "a second pass",
      TensorError,
      true,
      "backward: expected one backward pass in a step, found a second one; add the losses and call backward once, or use a step for each",
      (x: Tensor) => {
        const loss = sum(x);
        backward(loss);
        backward(loss);
      },
    ],
    [
      "a second pass from another loss",
      TensorError,
      true,
      "backward: expected one backward pass in a step, found a second one; add the losses and call backward once, or use a step for each",
      (x: Tensor) => {
        const shared = square(x);
        backward(sum(shared));
        backward(sum(scale(shared, 2)));
      },
    ],
  ] as const)("refuses %s", (_, Class, record, message, body) => {
    const x = parameter([1, 2]);
    const error = failure(() => step(() => body(x), { record }));
    expect(error).toBeInstanceOf(Class);
    expect(error).toHaveProperty("message", message);
  });

  it("refuses a loss whose step has ended", () => {
    const loss = step(() => sum(tensor([1])));
    expect(() => backward(loss)).toThrow(TensorError);
  });
});

describe("training", () => {
  it("leaves memory as it is over 2,000 steps", () => {
    const backend = createBackend();
    const x = persistentTensor([64, 64], new Float32Array(4096).fill(0.1), true, backend);
    const train = (): void =>
      step(() => backward(sum(square(multiply(x, tensor(new Float32Array(4096), [64, 64], backend))))), { backend });
    train();
    train();
    const { bytes } = backend.arena;
    for (let i = 0; i < 2000; i++) train();
    expect(backend.arena.bytes).toBe(bytes);
  });
});
