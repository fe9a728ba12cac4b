/** What the fused recurrences share: operands, shape checks, pointers of gradients. */
import { ShapeError, TensorError } from "../../errors.ts";
import { assertShape, assertTogether, describeShape } from "../shapes.ts";
import { emptyTensor } from "../step.ts";
import { gradientPointer, isRecorded, receivedGradient, record } from "../tape.ts";
import type { Shape, Tensor } from "../tensor.ts";

/**
 * Operands of a recurrence over a whole sequence. G is the number of gates: 1 RNN, 4 LSTM (i, f, g, o), 3 GRU (r, z, n).
 */
export interface RecurrenceOperands {
  /** (B,T,F) */
  readonly x: Tensor;
  /**
   * (B,T): 1 where a step counts, 0 where it does not; all count unless given. A step that does not count leaves the state
   * as it was and outputs 0, whatever x is there; it needs no gradient.
   */
  readonly mask?: Tensor | undefined;
  /** Walk time from its end; output(t) stands beside x(t) all the same. Forward unless given. */
  readonly reversed?: boolean;
  /** (B,D); zeros unless given */
  readonly h0?: Tensor | undefined;
  /** (F,G*D) */
  readonly weightIH: Tensor;
  /** (D,G*D) */
  readonly weightHH: Tensor;
  /** (G*D) */
  readonly biasIH?: Tensor | undefined;
  /** (G*D) */
  readonly biasHH?: Tensor | undefined;
}

/** What the cells differ in: G, the gates that a backward pass needs, and whether there are cells besides the state. */
export interface RecurrenceShape {
  readonly gates: number;
  readonly saved: number;
  readonly cells: boolean;
}

/** A checked recurrence: its sizes, the pointers of its operands, and what it writes. */
export interface PreparedRecurrence {
  readonly pointers: RecurrencePointers;
  /** (B,T,D) */
  readonly output: Tensor;
  /** (B,D) */
  readonly hn: Tensor;
  /** (B,D), where there are cells */
  readonly cn: Tensor | undefined;
  /** What may need a gradient. */
  readonly inputs: readonly (Tensor | undefined)[];
}

/** Sizes, and pointers of operands, of results, and of what is kept for a backward pass; 0 where there is none. */
interface RecurrencePointers {
  readonly batch: number;
  readonly time: number;
  readonly input: number;
  readonly hidden: number;
  readonly x: number;
  readonly mask: number;
  readonly reversed: boolean;
  readonly h0: number;
  readonly c0: number;
  readonly weightIH: number;
  readonly weightHH: number;
  readonly biasIH: number;
  readonly biasHH: number;
  readonly output: number;
  readonly hn: number;
  readonly cn: number;
  readonly gates: number;
  readonly cells: number;
  readonly squashed: number;
}

function pointer(tensor: Tensor | undefined): number {
  return tensor?.pointer ?? 0;
}

/** @throws ShapeError when a mask does not fit; TensorError when it needs a gradient */
export function assertMask(where: string, mask: Tensor, shape: Shape): void {
  assertShape(`${where} mask`, mask, shape);
  if (!mask.requiresGrad) return;
  throw new TensorError({
    where,
    expected: "a mask that needs no gradient",
    found: "one that needs one",
    remedy: "pass ones and zeros as a tensor of the step, as from lengthsToMask",
  });
}

/**
 * Checks the operands and makes room for the output, the final states and, where a backward pass may follow, for what it
 * needs; `c0` is an LSTM's.
 * @throws ShapeError when the operands do not fit; TensorError when one is dead, or the mask needs a gradient
 */
export function prepareRecurrence(
  where: string,
  o: RecurrenceOperands & { readonly c0?: Tensor | undefined },
  { gates, saved, cells }: RecurrenceShape,
): PreparedRecurrence {
  const inputs = [o.x, o.h0, o.c0, o.weightIH, o.weightHH, o.biasIH, o.biasHH];
  assertTogether(where, ...inputs, o.mask);
  const [batch, time, input] = o.x.shape;
  const hidden = o.weightHH.shape[0];
  if (o.x.shape.length !== 3 || !time) {
    throw new ShapeError({ where, expected: "x of shape (B,T,F) with T >= 1", found: describeShape(o.x.shape) });
  }
  if (hidden === undefined) {
    throw new ShapeError({ where: `${where} weightHH`, expected: "shape (D,G*D)", found: "a scalar" });
  }
  assertShape(`${where} weightIH`, o.weightIH, [input!, gates * hidden]);
  assertShape(`${where} weightHH`, o.weightHH, [hidden, gates * hidden]);
  for (const bias of [o.biasIH, o.biasHH]) if (bias) assertShape(`${where} bias`, bias, [gates * hidden]);
  if (o.h0) assertShape(`${where} h0`, o.h0, [batch!, hidden]);
  if (o.c0) assertShape(`${where} c0`, o.c0, [batch!, hidden]);
  if (o.mask) assertMask(where, o.mask, [batch!, time]);
  const { backend } = o.x;
  const output = emptyTensor([batch!, time, hidden], backend);
  const hn = emptyTensor([batch!, hidden], backend);
  const cn = cells ? emptyTensor(hn.shape, backend) : undefined;
  const recorded = isRecorded(backend, inputs);
  const room = (width: number): number =>
    recorded && width > 0 ? emptyTensor([output.size * width], backend).pointer : 0;
  // one literal, since spreading one into another costs more than a short sequence
  const pointers = {
    batch: batch!,
    time,
    input: input!,
    hidden,
    x: o.x.pointer,
    mask: pointer(o.mask),
    reversed: o.reversed ?? false,
    h0: pointer(o.h0),
    c0: pointer(o.c0),
    weightIH: o.weightIH.pointer,
    weightHH: o.weightHH.pointer,
    biasIH: pointer(o.biasIH),
    biasHH: pointer(o.biasHH),
    output: output.pointer,
    hn: hn.pointer,
    cn: pointer(cn),
    gates: room(saved),
    cells: room(Number(cells)),
    squashed: room(Number(cells)),
  };
  return { pointers, output, hn, cn, inputs };
}

/** The output with zeros in place of what the state was where steps do not count. */
export function countedOutput(output: Tensor, mask: Tensor | undefined): Tensor {
  if (!mask) return output;
  const { backend, shape } = output;
  const masked = (x: Tensor): Tensor => {
    const out = emptyTensor(shape, backend);
    backend.kernels.maskRows(mask.size, shape[2]!, mask.pointer, x.pointer, out.pointer);
    return out;
  };
  const out = masked(output);
  record([out], [output], () => (output.grad = masked(out.grad!))); // nothing else reads the output itself
  return out;
}

/** Pointers of all gradients that the backward pass reads and accumulates, and its scratch memory. */
export function recurrenceGradients(
  o: RecurrenceOperands,
  { output, hn }: PreparedRecurrence,
  extraWorkspace = 0,
): RecurrenceGradientPointers {
  const { backend } = output;
  const [batch, time, hidden] = output.shape;
  const counted = o.mask ? o.x.size : 0;
  return {
    dX: gradientPointer(o.x),
    dH0: gradientPointer(o.h0),
    dWeightIH: gradientPointer(o.weightIH),
    dWeightHH: gradientPointer(o.weightHH),
    dBiasIH: gradientPointer(o.biasIH),
    dBiasHH: gradientPointer(o.biasHH),
    dOutput: receivedGradient(output),
    dHn: receivedGradient(hn),
    workspace: emptyTensor([batch! * (time! + 1) * hidden! + extraWorkspace + counted], backend).pointer,
  };
}

/** What `recurrenceGradients` gives. */
export interface RecurrenceGradientPointers {
  readonly dX: number;
  readonly dH0: number;
  readonly dWeightIH: number;
  readonly dWeightHH: number;
  readonly dBiasIH: number;
  readonly dBiasHH: number;
  readonly dOutput: number;
  readonly dHn: number;
  readonly workspace: number;
}
