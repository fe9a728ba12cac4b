/** What the fused recurrences share: operands, shape checks, pointers of gradients. */
import { ShapeError } from "../../errors.ts";
import { assertShape, assertTogether, describeShape } from "../shapes.ts";
import { emptyTensor } from "../step.ts";
import { gradientPointer, receivedGradient } from "../tape.ts";
import type { Tensor } from "../tensor.ts";

/**
 * Operands of a recurrence over a whole sequence. G is the number of gates: 1 RNN, 4 LSTM (i, f, g, o), 3 GRU (r, z, n).
 */
export interface RecurrenceOperands {
  /** (B,T,F) */
  readonly x: Tensor;
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

/** A checked recurrence: its sizes and the pointers of its operands. */
export interface PreparedRecurrence {
  readonly batch: number;
  readonly time: number;
  readonly input: number;
  readonly hidden: number;
  readonly x: number;
  readonly h0: number;
  readonly weightIH: number;
  readonly weightHH: number;
  readonly biasIH: number;
  readonly biasHH: number;
}

function pointer(tensor: Tensor | undefined): number {
  return tensor?.pointer ?? 0;
}

/** @throws ShapeError when the operands do not fit; TensorError when one is dead */
export function prepareRecurrence(where: string, o: RecurrenceOperands, gates: number): PreparedRecurrence {
  assertTogether(where, o.x, o.h0, o.weightIH, o.weightHH, o.biasIH, o.biasHH);
  const [batch, time, input] = o.x.shape;
  const hidden = o.weightHH.shape[0];
  if (o.x.shape.length !== 3 || !time || hidden === undefined) {
    throw new ShapeError({ where, expected: "x of shape (B,T,F) with T >= 1", found: describeShape(o.x.shape) });
  }
  assertShape(`${where} weightIH`, o.weightIH, [input!, gates * hidden]);
  assertShape(`${where} weightHH`, o.weightHH, [hidden, gates * hidden]);
  for (const bias of [o.biasIH, o.biasHH]) if (bias) assertShape(`${where} bias`, bias, [gates * hidden]);
  if (o.h0) assertShape(`${where} h0`, o.h0, [batch!, hidden]);
  return {
    batch: batch!,
    time,
    input: input!,
    hidden,
    x: o.x.pointer,
    h0: pointer(o.h0),
    weightIH: o.weightIH.pointer,
    weightHH: o.weightHH.pointer,
    biasIH: pointer(o.biasIH),
    biasHH: pointer(o.biasHH),
  };
}

/** Pointers of all gradients that the backward pass reads and accumulates, and its scratch memory. */
export function recurrenceGradients(
  o: RecurrenceOperands,
  output: Tensor,
  hn: Tensor,
  extraWorkspace = 0,
): RecurrencePointers {
  const { backend } = output;
  const [batch, time, hidden] = output.shape;
  return {
    dX: gradientPointer(o.x),
    dH0: gradientPointer(o.h0),
    dWeightIH: gradientPointer(o.weightIH),
    dWeightHH: gradientPointer(o.weightHH),
    dBiasIH: gradientPointer(o.biasIH),
    dBiasHH: gradientPointer(o.biasHH),
    dOutput: receivedGradient(output),
    dHn: receivedGradient(hn),
    workspace: emptyTensor([batch! * (time! + 1) * hidden! + extraWorkspace], backend).pointer,
  };
}

/** What `recurrenceGradients` gives. */
export interface RecurrencePointers {
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

/** Copies the last step of a sequence (B,T,D) into a new tensor (B,D). */
export function lastStep(sequence: Tensor): Tensor {
  const [batch, time, hidden] = sequence.shape as [number, number, number];
  const out = emptyTensor([batch, hidden], sequence.backend);
  sequence.backend.kernels.copyBlock({
    outer: batch,
    inner: hidden,
    from: sequence.pointer + (time - 1) * hidden,
    fromStride: time * hidden,
    to: out.pointer,
    toStride: hidden,
    accumulate: false,
  });
  return out;
}
