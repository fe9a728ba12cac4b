import { describe, expect, it } from "vitest";
import * as autograd from "../../src/autograd/index.ts";
import { log, exp } from "../../src/elementary.ts";
import { expectClose, readGolden, type GoldenTensor } from "../golden/golden.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";

type Tensor = autograd.Tensor;
interface Golden {
  readonly pred: GoldenTensor;
  readonly target: GoldenTensor;
  readonly losses: Readonly<Record<string, { readonly loss: GoldenTensor; readonly grad: GoldenTensor }>>;
}

const golden = readGolden<Golden>("losses");
const softplus = (x: number): number => log(1 + exp(x));

/** A loss of the prediction, the target and the golden target's numbers. */
type Loss = (prediction: Tensor, target: Tensor, values: readonly number[]) => Tensor;
const losses: Record<string, Loss> = {
  mse: (p, t) => autograd.mseLoss(p, t),
  mae: (p, t) => autograd.maeLoss(p, t),
  huber_delta0_5: (p, t) => autograd.huberLoss(p, t, 0.5),
  huber_delta1: (p, t) => autograd.huberLoss(p, t),
  smooth_l1_beta0_5: (p, t) => autograd.smoothL1Loss(p, t, 0.5),
  pinball_q0_9: (p, t) => autograd.pinballLoss(autograd.reshape(p, [4, 3, 1]), t, [0.9]),
  bce_logits: (p, _, values) => {
    const classes = values.map((value) => Number(value > 0));
    return autograd.bceWithLogitsLoss(p, autograd.tensor(classes, p.shape));
  },
  cross_entropy_ids_0_2_1_1: (p) => autograd.crossEntropyLoss(p, autograd.tensor([0, 2, 1, 1])),
  gaussian_nll_var_softplus: (p, t, values) => {
    const variances = values.map((value) => softplus(value) + 0.1);
    return autograd.gaussianNllLoss(p, autograd.tensor(variances, p.shape), t);
  },
  log_cosh: (p, t) => autograd.logCoshLoss(p, t),
};

onEachKernels(() => {
  describe("losses", () => {
    it("are held against all that PyTorch's file has", () => {
      expect(Object.keys(losses).sort()).toEqual(Object.keys(golden.losses).sort());
    });

    it.each(Object.keys(losses))("%s agrees with PyTorch in value and gradient", (name) => {
      const { loss, grad } = golden.losses[name]!;
      const prediction = autograd.persistentTensor(golden.pred.shape, golden.pred.data, true);
      autograd.step(() => {
        const target = autograd.tensor(golden.target.data, golden.target.shape);
        const value = losses[name]!(prediction, target, golden.target.data);
        autograd.backward(value);
        expectClose([value.item()], loss, name);
        expectClose(prediction.grad!.data, grad, `gradient of ${name}`);
      });
    });
  });
});
