/** What `auto` chose: one fitted forecaster or several with weights, and the table that says why. */
import { ModelFileError } from "../../errors.ts";
import type { OptionSpecs } from "../../options.ts";
import type { NamedArray } from "../../safetensors.ts";
import type { Forecast, TimeSeries } from "../../series/index.ts";
import type { DataFingerprint } from "../fingerprint.ts";
import type {
  CommonOptions,
  FittedForecaster,
  ForecasterDefinition,
  PredictOptions,
  SavedForecaster,
} from "../forecaster.ts";
import { FittedConformal } from "../intervals/fittedConformal.ts";
import { assertFinite, checkLevels } from "../levels.ts";
import { decodeModel, encodeModel } from "../modelFile.ts";
import { checkFields, fieldsOf, isPositive, isText, listOf, savedOptions } from "../savedFields.ts";
import { checkHistory, type DataSignature } from "../trainingData.ts";
import type { ChoiceRow } from "./choose.ts";

/** What a fit gave. */
export interface AutoParts {
  readonly options: CommonOptions;
  readonly signature: DataSignature;
  readonly choice: readonly ChoiceRow[];
  /** Weights add up to 1. */
  readonly members: readonly { readonly weight: number; readonly fitted: FittedForecaster }[];
}

/** A forecaster that was chosen, or several that are blended. */
export class FittedAuto implements FittedForecaster {
  readonly name = "auto";
  readonly #parts: AutoParts;

  constructor(parts: AutoParts) {
    this.#parts = parts;
  }

  get options(): FittedForecaster["options"] {
    return this.#parts.options as unknown as FittedForecaster["options"];
  }

  get trainedOn(): DataFingerprint | undefined {
    return this.#parts.members[0]!.fitted.trainedOn;
  }

  /** Every candidate with its error, best first, and why it was taken or not. */
  get choice(): readonly ChoiceRow[] {
    return this.#parts.choice;
  }

  get targets(): readonly string[] {
    return this.#parts.signature.channels;
  }

  predict(history: readonly TimeSeries[], { levels, ...given }: PredictOptions = {}): Forecast[] {
    const checked = checkLevels(levels);
    for (const series of history) checkHistory("auto.predict", series, this.#parts.signature);
    const made = this.#parts.members.map(({ weight, fitted }) => ({
      weight,
      forecasts: fitted.predict(history, { ...given, levels: checked }),
    }));
    return history.map((_, i) => blend(made.map(({ weight, forecasts }) => ({ weight, forecast: forecasts[i]! }))));
  }

  save(): Uint8Array {
    const { options, signature, choice, members } = this.#parts;
    const saved = members.map(({ weight, fitted }) => ({ weight, file: decodeModel(fitted.save()) }));
    const tensors: Record<string, NamedArray> = {};
    saved.forEach((member, i) => {
      for (const [key, tensor] of Object.entries(member.file.tensors)) tensors[`${i}.${key}`] = tensor;
    });
    const rows = choice.map((row) => Object.assign({ ...row }, { error: Number.isNaN(row.error) ? null : row.error }));
    const config = {
      model: "auto",
      options,
      signature,
      choice: rows,
      members: saved.map(({ weight, file }) => ({ weight, config: file.config })),
    };
    return encodeModel({ config, tensors });
  }
}

/** Quantiles averaged level by level: a mean of ascending ones is ascending. A lone forecast keeps its sample paths. */
function blend(parts: readonly { readonly weight: number; readonly forecast: Forecast }[]): Forecast {
  if (parts.length === 1) return { ...parts[0]!.forecast, model: "auto" };
  const { samples: _, attention: __, ...first } = parts[0]!.forecast;
  const named = { ...first, model: "auto" };
  const values = new Float64Array(first.values.length);
  for (const { weight, forecast } of parts) forecast.values.forEach((value, i) => (values[i]! += weight * value));
  return assertFinite({ ...named, values });
}

interface SavedMember {
  readonly weight: number;
  readonly config: SavedForecaster["config"];
}

/** @throws ModelFileError when a field is missing or of another form, or a member is of no candidate */
export function restoreAuto<O extends CommonOptions>(
  { config, tensors }: SavedForecaster,
  specs: OptionSpecs<O>,
  candidates: readonly ForecasterDefinition[],
): FittedAuto {
  const where = "model auto";
  checkFields(where, config, {
    signature: fieldsOf({ frequency: isText, channels: listOf(isText) }),
    choice: listOf(fieldsOf({ model: isText, reason: isText })),
    members: listOf(fieldsOf({ weight: isPositive, config: fieldsOf({ model: isText }) })),
  });
  const options = savedOptions<O>(where, specs, config["options"]);
  const rows = config["choice"] as readonly (Omit<ChoiceRow, "error"> & { error: number | null })[];
  const choice = rows.map((row): ChoiceRow => Object.assign({ ...row }, { error: row.error ?? NaN }));
  const members = (config["members"] as readonly SavedMember[]).map(({ weight, config: own }, i) => {
    const mine = Object.entries(tensors).filter(([key]) => key.startsWith(`${i}.`));
    const named = mine.map(([key, tensor]) => [key.slice(`${i}.`.length), tensor] as const);
    return { weight, fitted: restoreMember(where, { config: own, tensors: Object.fromEntries(named) }, candidates) };
  });
  if (members.length > 0) {
    return new FittedAuto({ options, signature: config["signature"] as DataSignature, choice, members });
  }
  throw new ModelFileError({ where, expected: "at least one member", found: "none" });
}

function restoreMember(
  where: string,
  saved: SavedForecaster,
  candidates: readonly ForecasterDefinition[],
): FittedForecaster {
  const name = saved.config["model"];
  if (name === "conformal") return FittedConformal.restore(saved, (base) => restoreMember(where, base, candidates));
  const definition = candidates.find((entry) => entry.name === name);
  if (definition) return definition.restore(saved);
  throw new ModelFileError({
    where,
    expected: `a member of ${candidates.map((entry) => entry.name).join(", ")}`,
    found: String(name),
    remedy: "load it with the version of seqcast that saved it",
  });
}
