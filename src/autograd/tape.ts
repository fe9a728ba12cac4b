/** Reverse-mode differentiation: operations record how gradients flow back, `backward` runs the tape in reverse. */
import { ShapeError, TensorError } from "../errors.ts";
import type { Backend } from "../kernels/index.ts";
import { activeTape, filledTensor } from "./step.ts";
import type { Tensor } from "./tensor.ts";

/** Whether an operation on these inputs is recorded: a tape is open, and one of them needs a gradient. */
export function isRecorded(backend: Backend, inputs: readonly (Tensor | undefined)[]): boolean {
  const tape = activeTape(backend);
  return tape !== undefined && !tape.spent && inputs.some((input) => input?.requiresGrad);
}

/**
 * Records an operation unless none of its inputs needs a gradient. `backward` reads `output.grad` and adds to
 * `gradient(input)` of those inputs that need one; it is only called when some output received a gradient.
 */
export function record(
  outputs: readonly Tensor[],
  inputs: readonly (Tensor | undefined)[],
  backward: () => void,
): void {
  const { backend } = outputs[0]!;
  if (!isRecorded(backend, inputs)) return;
  for (const output of outputs) output.requiresGrad = true;
  activeTape(backend)!.nodes.push({ outputs, backward });
}

/** The gradient of a tensor in this step, made of zeros when it has none yet. */
export function gradient(tensor: Tensor): Tensor {
  if (!tensor.grad?.alive) tensor.grad = tensor.home?.gradient(tensor) ?? filledTensor(tensor.shape, 0, tensor.backend);
  return tensor.grad;
}

/** The pointer of a tensor's gradient, or 0 when the tensor is absent or needs none. */
export function gradientPointer(tensor: Tensor | undefined): number {
  return tensor?.requiresGrad ? gradient(tensor).pointer : 0;
}

/** The pointer of the gradient that an output received, or 0 when it received none. */
export function receivedGradient(tensor: Tensor): number {
  return tensor.grad?.alive ? tensor.grad.pointer : 0;
}

/**
 * Leaves in `grad` of every tensor that needs it the derivative of a scalar loss; once a step, gradients live as long.
 * @throws ShapeError when the loss is not a scalar
 * @throws TensorError when nothing that leads to the loss needs a gradient, or `backward` ran in this step before
 */
export function backward(loss: Tensor): void {
  loss.assertAlive("backward");
  if (loss.size !== 1) {
    throw new ShapeError({
      where: "backward",
      expected: "a loss of one element",
      found: `shape (${loss.shape.join(",")})`,
      remedy: "reduce it with mean or sum",
    });
  }
  const tape = activeTape(loss.backend);
  if (!tape || !(tape.spent || loss.requiresGrad)) {
    throw new TensorError({
      where: "backward",
      expected: "a loss computed from tensors that require gradients in a recording step",
      found: tape ? "a loss that depends on none" : "a step that records nothing",
      remedy: "use parameters, and step(…) without record: false",
    });
  }
  if (tape.spent) {
    throw new TensorError({
      where: "backward",
      expected: "one backward pass in a step",
      found: "a second one",
      remedy: "add the losses and call backward once, or use a step for each",
    });
  }
  tape.spent = true;
  loss.grad = filledTensor(loss.shape, 1, loss.backend);
  for (let i = tape.nodes.length - 1; i >= 0; i--) {
    const node = tape.nodes[i]!;
    if (node.outputs.some((output) => output.grad?.alive)) node.backward();
  }
}
