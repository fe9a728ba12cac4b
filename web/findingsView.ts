/** Shows what a file holds. */
import { drawChart } from "./chart.ts";
import { byId, make, readable } from "./page.ts";
import type { Findings, TargetFacts } from "./protocol.ts";

const many = (count: number, one: string, several: string = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : several}`;

/** A season in words. */
export function seasonText({ seasons }: TargetFacts): string {
  const [strongest] = seasons;
  if (!strongest) return "none found";
  return strongest.spoken === "" ? many(strongest.rows, "row") : strongest.spoken;
}

function fact(name: string, value: string, more: string): HTMLElement {
  return make("div", [make("dt", name), make("dd", more === "" ? [value] : [value, make("small", more)])]);
}

function factsOf(findings: Findings, target: TargetFacts | undefined): HTMLElement[] {
  const { rows, seriesCount, seriesRows, from, to, step, certain, gaps, gapRows, duplicates, offGrid } = findings;
  const facts = [
    seriesCount > 1
      ? fact("Series", seriesCount.toLocaleString("en"), `${many(rows, "row")}; below: ${findings.seriesId}`)
      : fact("Rows", rows.toLocaleString("en"), many(findings.columns.length, "column")),
  ];
  const zone =
    findings.time === null ? "rows numbered" : findings.timezone === "floating" ? "no zone named" : findings.timezone;
  facts.push(
    fact("From", readable(from), zone),
    fact("To", readable(to), seriesCount > 1 ? many(seriesRows, "row") : ""),
  );
  const aside = [
    offGrid > 0 ? `${many(offGrid, "row")} beside it` : "",
    duplicates > 0 ? `${many(duplicates, "time")} repeated` : "",
  ];
  const told =
    aside.filter((part) => part !== "").join(", ") ||
    (findings.time === null ? "as chosen" : certain ? "every row on its step" : gaps > 0 ? "with gaps" : "most likely");
  facts.push(fact("Step", step === "" ? "none found" : step, step === "" ? "" : told));
  facts.push(fact("Gaps", gaps === 0 ? "none" : many(gaps, "gap"), gaps === 0 ? "" : `${many(gapRows, "row")} in all`));
  if (target) {
    const behind = emptyRows(findings, target);
    const missing = target.missing === 0 ? "none" : target.missing.toLocaleString("en");
    facts.push(
      fact(
        "Missing values",
        missing,
        behind > 0 ? `the last ${many(behind, "row")}${behind < target.missing ? " among them" : ""}` : "",
      ),
    );
    const others = target.seasons.map(({ rows, strength }) => `${many(rows, "row")}, strength ${strength.toFixed(2)}`);
    facts.push(fact("Season", seasonText(target), others.slice(0, 2).join("; ")));
  }
  return facts;
}

/** Rows behind the last value of a target; none where rows are put together. */
function emptyRows({ columns, seriesRows, uneven }: Findings, { name, missing }: TargetFacts): number {
  const known = columns.find((column) => column.name === name)?.known ?? seriesRows;
  return uneven || missing === 0 ? 0 : seriesRows - known;
}

function notesOf({ notes, longestGap }: Findings, target: TargetFacts | undefined): string[] {
  const all = [...notes];
  if (longestGap !== "") all.push(`The longest gap: ${readable(longestGap)}. Its rows count as missing.`);
  if (target && target.extremes > 0)
    all.push(
      `${target.name}: ${many(target.extremes, "value")} far out, the first at ${readable(target.firstExtreme)}.`,
    );
  return all;
}

/** Fills the card of the data. */
export function showFindings(findings: Findings, targetName: string): void {
  const target = findings.targets.find(({ name }) => name === targetName);
  byId("facts", HTMLElement).replaceChildren(...factsOf(findings, target));
  byId("notes", HTMLElement).replaceChildren(...notesOf(findings, target).map((note) => make("li", note)));
  const line = target && findings.lines[target.name];
  byId("overview-figure", HTMLElement).hidden = !line;
  if (!line) return;
  const of = findings.seriesCount > 1 ? `, series ${findings.seriesId}` : "";
  byId("overview-caption", HTMLElement).textContent = `${targetName}${of}`;
  drawChart(byId("overview", HTMLElement), {
    label: `All rows of ${targetName}${of}.`,
    time: true,
    height: 150,
    marks: 3,
    lines: [{ x: line.walls, y: line.values, look: "line history" }],
  });
}
