/** From the sections of a report to one page: every text is escaped here, and plots get a place and their buttons. */
import { documentHtml, escapeHtml, type HostedPanels, plotTools, zoomHint } from "../page.ts";
import type { Plot } from "../plot.ts";
import type { Report, ReportBlock, ReportFact, ReportSection } from "./report.ts";
import { reportStyle } from "./reportStyle.ts";

/** Gathers the plots of a page under the ids of their places. */
interface Places {
  readonly plots: HostedPanels[];
}

/** The page of a report; the same report gives the same bytes. */
export function reportHtml({ title, verdict, figures, sections }: Omit<Report, "html" | "save">): string {
  const places: Places = { plots: [] };
  const parts = sections.map((section, i) => sectionHtml(section, `section-${i + 1}`, places));
  const links = sections.map((section, i) => `<a href="#section-${i + 1}">${escapeHtml(section.title)}</a>`);
  const body = `<header><h1>${escapeHtml(title)}</h1></header>
<p class="verdict ${verdict.outcome}">${escapeHtml(verdict.sentence)}</p>
${factsHtml(figures, "figures")}
<nav aria-label="Sections">${links.join("")}</nav>
<noscript><p class="note">The charts of this report are drawn by the script in this file, and scripts are switched off here.</p></noscript>
${parts.join("\n")}
<p class="hint">${zoomHint}</p>`;
  return documentHtml({ title, style: reportStyle, body, plots: places.plots });
}

function sectionHtml({ title, blocks }: ReportSection, id: string, places: Places): string {
  const parts = blocks.map((block) => blockHtml(block, places));
  return `<section class="part" id="${id}"><h2>${escapeHtml(title)}</h2>\n${parts.join("\n")}\n</section>`;
}

function blockHtml(block: ReportBlock, places: Places): string {
  switch (block.kind) {
    case "text":
      return `<p>${escapeHtml(block.text)}</p>`;
    case "note":
      return `<p class="note">${escapeHtml(block.text)}</p>`;
    case "code":
      return `<pre tabindex="0"><code>${escapeHtml(block.text)}</code></pre>`;
    case "facts":
      return factsHtml(block.facts, "facts");
    case "table":
      return tableHtml(block.columns, block.rows, block.words === true);
    default:
      return plotHtml(block.plot, places);
  }
}

function factsHtml(facts: readonly ReportFact[], name: string): string {
  const rows = facts.map(({ name, value }) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`);
  return `<dl class="${name}">${rows.join("")}</dl>`;
}

function tableHtml(columns: readonly string[], rows: readonly (readonly string[])[], words: boolean): string {
  const head = columns.map((name) => `<th scope="col">${escapeHtml(name)}</th>`);
  const body = rows.map(([name = "", ...cells]) => {
    const values = cells.map((cell) => `<td>${escapeHtml(cell)}</td>`);
    return `<tr><th scope="row">${escapeHtml(name)}</th>${values.join("")}</tr>`;
  });
  const table = `<table${words ? ' class="words"' : ""}><thead><tr>${head.join("")}</tr></thead><tbody>${body.join("\n")}</tbody></table>`;
  return `<div class="scroll" tabindex="0" role="group" aria-label="Table">${table}</div>`;
}

/** A plot's title, its buttons where it has a time axis, and the element that its panels are drawn into. */
function plotHtml({ title, panels, columns = 1 }: Plot, { plots }: Places): string {
  const host = `plot-${plots.length + 1}`;
  plots.push({ host, panels, columns });
  const timed = panels.every((panel) => panel.options.scales.x.time);
  const head = `<div class="head"><h3>${escapeHtml(title)}</h3>${timed ? plotTools(panels) : ""}</div>`;
  return `<figure data-of="${host}">${head}<div id="${host}"${columns > 1 ? ' class="grid"' : ""}></div></figure>`;
}
