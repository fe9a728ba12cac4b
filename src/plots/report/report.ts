/**
 * What a report is: sections of plain data, so that it can be tested as text, and their page. Everything in it is a text that
 * is escaped when the page is made, in one place; nothing is markup.
 */
import { OptionError } from "../../errors.ts";
import { writeWhole } from "#platform";
import type { Plot } from "../plot.ts";
import { reportHtml } from "./reportPage.ts";

/** A name and what it stands for. */
export interface ReportFact {
  readonly name: string;
  readonly value: string;
}

/** A part of a section. */
export type ReportBlock =
  | { readonly kind: "text" | "note" | "code"; readonly text: string }
  | { readonly kind: "facts"; readonly facts: readonly ReportFact[] }
  | {
      readonly kind: "table";
      readonly columns: readonly string[];
      /** The first cell of a row names it. */
      readonly rows: readonly (readonly string[])[];
      /** Whether all cells are words, which begin at the left. */
      readonly words?: boolean;
    }
  | { readonly kind: "plot"; readonly plot: Plot };

/** A section with its heading. */
export interface ReportSection {
  readonly title: string;
  readonly blocks: readonly ReportBlock[];
}

/** The sentence on top of a report. */
export interface Verdict {
  readonly sentence: string;
  /** Whether it tells of a model that is better than the baseline, of one that may be, or of neither. */
  readonly outcome: "better" | "unsure" | "none";
}

/** A finished report: plain data, and its page. */
export interface Report {
  readonly title: string;
  readonly verdict: Verdict;
  /** The figures under the verdict. */
  readonly figures: readonly ReportFact[];
  readonly sections: readonly ReportSection[];
  /** The report as one HTML page that opens offline and requests nothing. */
  html(): string;
  /**
   * Writes the page, whole or not at all; a browser offers it as a download.
   *
   * @throws {OptionError} for a path that does not end in .html; {DataError} if it cannot be written.
   */
  save(path: string): Promise<void>;
}

/** Gives a finished report its page. */
export function assembleReport(content: Omit<Report, "html" | "save">): Report {
  const html = (): string => reportHtml(content);
  const save = async (path: string): Promise<void> => {
    checkReportPath(path);
    await writeWhole(path, html());
  };
  return { ...content, html, save };
}

/**
 * Checks whether a report can be saved there, before any work is done for it.
 * @throws OptionError for an ending other than .html
 */
export function checkReportPath(path: string): void {
  if (/\.html$/i.test(path)) return;
  throw new OptionError({
    where: `save "${path}"`,
    expected: "a path ending in .html",
    found: `"${path}"`,
    remedy: "a report is a page: end its path in .html",
  });
}
