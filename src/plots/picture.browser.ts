/** The browser's side of `picture.node.ts`: a page is not drawn into files there. */
import { UnsupportedError } from "../errors.ts";
import type { Plot } from "./plot.ts";
import type { PlotTheme } from "./theme.ts";

export async function checkPicture(path: string): Promise<void> {
  const remedy = "end the path in .html, or save the picture in Node.js";
  const found = "a picture's path in a browser";
  throw new UnsupportedError({ where: `save "${path}"`, expected: "a path ending in .html", found, remedy });
}

export async function drawPicture(
  path: string,
  _plot: Pick<Plot, "title" | "panels" | "columns"> & { readonly theme?: PlotTheme | undefined },
): Promise<Uint8Array> {
  await checkPicture(path);
  return new Uint8Array();
}

export async function drawInline({ title }: Pick<Plot, "title">): Promise<string> {
  await checkPicture(`${title}.svg`);
  return "";
}
