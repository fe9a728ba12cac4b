/** The forecast that a file suggests, as a command ready to paste. */
import { parseFrequency, seasonCandidates } from "../series/index.ts";
import { listed } from "./listed.ts";
import type { InspectFlags } from "./inspect.ts";
import { roughStep } from "./inspectNextStep.ts";
import type { Roles } from "./inspectRoles.ts";
import type { SeriesFindings } from "./inspectSeries.ts";
import type { InspectedTable } from "./inspectTable.ts";
import { usualHorizon } from "./usualHorizon.ts";

const FEW_ROWS = 400; // a network learns little from fewer

/** A `seqcast forecast` of the first target, with what the file makes needful; null where nothing can be forecast. */
export function suggestedCommand(
  file: string,
  { columns, rows }: InspectedTable,
  roles: Roles,
  series: readonly SeriesFindings[],
  flags: InspectFlags & { readonly aggregate: boolean },
): string | null {
  const [target] = roles.targets;
  const longest = series.reduce((most, one) => (one.rows > most.rows ? one : most));
  if (!target || longest.rows < 2) return null;
  const step = longest.frequency ?? roughStep(longest);
  const frequency = parseFrequency(step);
  const even = series.every((one) => one.frequency !== null && one.offGrid === 0 && one.duplicates === 0);
  if (!even && !flags.aggregate) return null; // forecasting would refuse it
  const seasons = longest.targets.find(({ column }) => column === target.name)?.seasons ?? [];
  const season = seasons[0]?.seasonLength ?? 0; // the strongest
  const horizon = usualHorizon(frequency, longest.rows);
  const missing = [...new Set([target, ...(roles.id ? [roles.id] : [])].flatMap((column) => column.words))];
  const plain = even && longest.confidence === 1 && flags.frequency === undefined;
  const model = rows >= FEW_ROWS ? "highway-rnn" : season > 0 ? "seasonal-naive" : "naive";
  const parts: [string, string | undefined][] = [
    ["--time", roles.time],
    ["--target", listed(target.name)],
    ["--id", roles.id?.name],
    ["--timezone", flags.timezone],
    ["--frequency", plain ? undefined : (flags.frequency ?? step)],
    ["--aggregate", even ? undefined : "mean"],
    ["--missing", missing.length > 0 ? missing.map(listed).join(",") : undefined],
    ["--delimiter", columns.length > 0 ? flags.delimiter : undefined],
    ["--decimal", flags.decimal],
    ["--thousands", flags.thousands],
    ["--horizon", String(horizon)],
    ["--model", model],
    // Among the usual seasons of a step the model itself chooses, by its error.
    ["--season-length", season > 0 && !seasonCandidates(frequency).includes(season) ? String(season) : undefined],
  ];
  const words = parts.flatMap(([flag, value]) => (value === undefined ? [] : [`${flag} ${shellWord(value)}`]));
  return ["seqcast forecast", shellWord(file), ...words].join(" ");
}

/** One word of a shell. */
function shellWord(text: string): string {
  return /^[\w./,:+@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
