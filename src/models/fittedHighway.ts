/** A fitted highway: the forecasts of its parts, blended by its gates, and what is saved of it. */
import { ModelFileError } from "../errors.ts";
import type { OptionSpecs } from "../options.ts";
import type { Forecast, TimeSeries } from "../series/index.ts";
import type { TrainingHistory } from "../training/index.ts";
import { isFingerprint, type DataFingerprint } from "./fingerprint.ts";
import type {
  FitHistory,
  FittedForecaster,
  ForecasterDefinition,
  PredictOptions,
  SavedForecaster,
} from "./forecaster.ts";
import { asWhole, withinBounds } from "./highwayBounds.ts";
import { assertTargets } from "./outputOptions.ts";
import { refusePaths } from "./pathOptions.ts";
import { blend, type Gate } from "./highwayGate.ts";
import type { HighwayRnnOptions } from "./highwayRnn.ts";
import { decodeModel, encodeModel } from "./modelFile.ts";
import {
  checkFields,
  fieldsOf,
  isCount,
  isNumber,
  isText,
  listOf,
  optional,
  savedOptions,
  type Check,
} from "./savedFields.ts";
import { isHistory } from "./savedNetwork.ts";
import { checkHistory, type DataSignature } from "./trainingData.ts";

/** All that a fit learned. */
export interface LearnedHighway {
  readonly options: HighwayRnnOptions;
  readonly linear: FittedForecaster;
  /** Those that speak in any block; the gates name them by their place here. */
  readonly recurrent: readonly FittedForecaster[];
  readonly gates: readonly Gate[];
  /** How the training of the last recurrent part went, whether or not it speaks; absent where rows were too few for one. */
  readonly history: TrainingHistory | undefined;
  readonly trainedOn: DataFingerprint;
  readonly signature: DataSignature;
}

/** Which models its parts are. */
export interface HighwayParts {
  readonly linear: Pick<ForecasterDefinition, "restore">;
  readonly recurrent: Pick<ForecasterDefinition, "restore">;
}

/** A forecaster made of a linear and a recurrent part. */
export class FittedHighway implements FittedForecaster {
  readonly name = "highway-rnn";
  readonly #learned: LearnedHighway;

  constructor(learned: LearnedHighway) {
    this.#learned = learned;
  }

  get options(): FittedForecaster["options"] {
    return this.#learned.options as unknown as FittedForecaster["options"];
  }

  get history(): FitHistory | undefined {
    const { history, gates } = this.#learned;
    return history && { ...history, gates };
  }

  get gates(): readonly Gate[] {
    return this.#learned.gates;
  }

  get trainedOn(): DataFingerprint {
    return this.#learned.trainedOn;
  }

  get targets(): readonly string[] {
    return this.#learned.signature.channels;
  }

  predict(history: readonly TimeSeries[], options: PredictOptions = {}): Forecast[] {
    const { linear, recurrent, gates, signature } = this.#learned;
    const bounds = this.#learned.options;
    refusePaths(this.name, options);
    for (const series of history) {
      checkHistory(`${this.name}.predict`, series, signature);
      assertTargets(`${this.name}.predict`, series, bounds);
    }
    const [linearly = [], ...others] = asWhole(this.name, () =>
      [linear, ...recurrent].map((one) => one.predict(history, options)),
    );
    const within = withinBounds(bounds);
    return linearly.map((base, i) => {
      const width = base.channels.length * base.quantiles.length;
      const values = base.values.map(within);
      for (const { from, to, challengers, share } of gates) {
        for (let k = (from - 1) * width; k < to * width; k++) {
          const said = challengers.map((place) => others[place]![i]!.values[k]!);
          values[k] = blend(values[k]!, said, share);
        }
      }
      return this.#named(base, values);
    });
  }

  #named(base: Forecast, values: Float64Array): Forecast {
    return { ...base, model: this.name, values };
  }

  save(): Uint8Array {
    const { options, linear, recurrent, gates, history, trainedOn, signature } = this.#learned;
    const parts = [linear, ...recurrent].map((part) => decodeModel(part.save()));
    const tensors = parts.flatMap((part, p) =>
      Object.entries(part.tensors).map(([name, tensor]) => [`part${p}.${name}`, tensor]),
    );
    const configs = parts.map(({ config }) => config);
    const config = { model: this.name, options, signature, gates, history, trainedOn, parts: configs };
    return encodeModel({ config, tensors: Object.fromEntries(tensors) });
  }

  /** @throws ModelFileError when a field is missing or of another form, or the parts do not belong together */
  static restore(
    specs: OptionSpecs<HighwayRnnOptions>,
    parts: HighwayParts,
    { config, tensors }: SavedForecaster,
  ): FittedHighway {
    const where = "model highway-rnn";
    checkSaved(where, config);
    const options = savedOptions(where, specs, config["options"]);
    const { gates, history, trainedOn, signature, parts: saved } = config as unknown as SavedHighway;
    const restored = saved.map((part, p) => {
      const { restore } = p === 0 ? parts.linear : parts.recurrent;
      return restore({ config: part, tensors: tensorsOf(tensors, `part${p}.`) });
    });
    for (const part of restored) {
      if (part.options.horizon === options.horizon) continue;
      const found = `one with horizon ${part.options.horizon}`;
      throw new ModelFileError({ where, expected: `parts with horizon ${options.horizon}`, found });
    }
    const [linear, ...recurrent] = restored as [FittedForecaster, ...FittedForecaster[]];
    return new FittedHighway({ options, linear, recurrent, gates, history, trainedOn, signature });
  }
}

interface SavedHighway extends Pick<LearnedHighway, "gates" | "history" | "trainedOn" | "signature"> {
  readonly parts: readonly SavedForecaster["config"][];
}

function tensorsOf(tensors: SavedForecaster["tensors"], prefix: string): SavedForecaster["tensors"] {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

const isShare: Check = (value) => typeof value === "number" && value >= 0 && value <= 1;

/** @throws ModelFileError naming the first field that is missing or of another form */
function checkSaved(where: string, config: SavedForecaster["config"]): void {
  checkFields(where, config, {
    options: fieldsOf({ horizon: isCount }),
    parts: (value) => listOf(fieldsOf({ model: isText }))(value) && (value as []).length > 0,
    signature: fieldsOf({ frequency: isText, channels: listOf(isText) }),
    history: optional(isHistory),
  });
  const { horizon } = config["options"] as { horizon: number };
  const { parts, signature } = config as unknown as SavedHighway;
  const isPlace = (value: unknown): boolean => isCount(value) && (value as number) < parts.length - 1;
  const isStep = (value: unknown): boolean => isCount(value) && (value as number) > 0 && (value as number) <= horizon;
  const gate = { from: isStep, to: isStep, challengers: listOf(isPlace), share: isShare };
  checkFields(where, config, {
    gates: listOf(fieldsOf({ ...gate, gain: isNumber, standardError: isNumber })),
    trainedOn: isFingerprint(signature.frequency),
  });
}
