/** Weights from PyTorch and for it, as safetensors bytes: names and layouts of state dicts are PyTorch's already. */
import { ModelFileError } from "../errors.ts";
import { encodeSafetensors, readHeader, readTensor, type Refusal } from "../safetensors.ts";
import type { Module, StateDict } from "./module.ts";

/** Which tensors of a file are meant. */
export interface TorchOptions {
  /** What their names begin with in PyTorch, such as "lstm." of a model's attribute `lstm`; it is not part of ours. */
  readonly prefix?: string | undefined;
}

const refuse: Refusal = (found) =>
  new ModelFileError({
    where: "importTorch",
    expected: "a state dict of floating-point tensors as safetensors",
    found,
    remedy: "write it in Python with safetensors.torch.save_file(model.state_dict(), path)",
  });

/**
 * Reads a state dict that PyTorch saved as safetensors. F32, F16 and BF16 become 32-bit numbers, which hold them exactly; F64
 * stay 64-bit ones. Only tensors whose names begin with the prefix are looked at.
 * @throws ModelFileError when the bytes are no whole safetensors file, no name has the prefix, or a tensor holds other numbers
 * @example layer.loadStateDict(importTorch(bytes, { prefix: "encoder." })) // layer = new LSTM({ inputSize, hiddenSize }, …)
 * @see https://huggingface.co/docs/safetensors
 */
export function importTorch(bytes: Uint8Array, { prefix = "" }: TorchOptions = {}): StateDict {
  const { entries } = readHeader(bytes, refuse);
  const chosen = entries.filter(({ name }) => name.startsWith(prefix));
  if (chosen.length === 0 && entries.length > 0) {
    throw refuse(`no name that begins with "${prefix}" among ${entries.map(({ name }) => name).join(", ")}`);
  }
  return Object.fromEntries(
    chosen.map((entry) => [entry.name.slice(prefix.length), readTensor(bytes, entry, refuse)] as const),
  );
}

/**
 * The state dict of a module as safetensors bytes, for `model.load_state_dict(safetensors.torch.load_file(path))` in Python;
 * its names then begin with the prefix.
 * @example await writeFile("lstm.safetensors", exportTorch(layer, { prefix: "encoder." }))
 */
export function exportTorch(module: Module, { prefix = "" }: TorchOptions = {}): Uint8Array {
  const tensors = Object.entries(module.stateDict()).map(([name, array]) => [prefix + name, array] as const);
  return encodeSafetensors(Object.fromEntries(tensors), { format: "pt" });
}
