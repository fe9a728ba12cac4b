/** Asks for what of the times is not plain from the file, and says how it is taken until then. */
import { element, fillSelect, select } from "./page.ts";
import type { Findings } from "./protocol.ts";
import { usualSteps } from "../src/cli/usualSteps.ts";
import { parseFrequency } from "../src/series/frequency.ts";
import { spanOf } from "../src/plots/report/phrases.ts";

/** All zones that the browser knows, the one that it is in first. */
function zones(): [string, string][] {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return [...new Set([timeZone, ...Intl.supportedValuesOf("timeZone")])].map((zone) => [
    zone,
    zone.replaceAll("_", " "),
  ]);
}

/** Shows what of the times is not plain from the file, and how it is taken. */
export function showReading({ time, uneven, order, frequency, zone, asksZone }: Findings): void {
  const texts = [
    time === null ? "No column holds times, so the rows are numbered." : "",
    uneven ? "Times are uneven: rows of one step are averaged." : "",
    asksZone && zone === null ? "An hour stands twice, as where clocks are set back: with a time zone both stay." : "",
    order === null ? "" : "Day and month can be told apart in no date.",
  ];
  const text = texts.filter((one) => one !== "").join(" ");
  element("reading").hidden = text === "" && !asksZone;
  element("reading-text").textContent = text;
  element("first-field").hidden = time !== null;
  element("step-field").hidden = time !== null && !uneven;
  element("order-field").hidden = order === null;
  element("zone-field").hidden = !asksZone;
  if (asksZone) fillSelect(select("zone"), [["", "none"], ...zones()], zone ?? "");
  if (order !== null) select("order").value = order;
  const steps = usualSteps.map(([step, , name]) => [step, name] as const);
  const known = frequency === null || steps.some(([step]) => step === frequency);
  const found = known ? [] : [[frequency, spanOf(parseFrequency(frequency)).replace(/^1 /, "")] as const];
  fillSelect(select("step"), [...found, ...steps], frequency ?? "1d");
}
