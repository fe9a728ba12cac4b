/** Papa Parse, loaded when a file is met that needs it: plain files do not, and a page that reads only those never fetches it. */
import type Papa from "papaparse";

let loaded: typeof Papa | undefined;

/** The parser, from the first time on at once. */
export async function papaParse(): Promise<typeof Papa> {
  return (loaded ??= (await import("papaparse")).default);
}
