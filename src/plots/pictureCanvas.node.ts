/** The package @napi-rs/canvas and a font: what a picture is drawn with. */
import type * as canvasPackage from "@napi-rs/canvas";
import { DataError, UnsupportedError } from "../errors.ts";

type CanvasPackage = typeof canvasPackage;

/** A canvas of Node.js, and the family that texts are set in. */
export interface Painter {
  readonly canvas: CanvasPackage;
  /** In quotes. */
  readonly family: string;
}

/** Tried in this order; without any of them the first family that there is. */
const families = [
  "Inter",
  "Roboto",
  "Segoe UI",
  "Helvetica Neue",
  "Arial",
  "Liberation Sans",
  "Noto Sans",
  "DejaVu Sans",
];

async function loadCanvas(where: string): Promise<CanvasPackage> {
  try {
    return await import("@napi-rs/canvas");
  } catch {
    const remedy = "run `npm install @napi-rs/canvas`, or end the path in .html";
    const expected = "the package @napi-rs/canvas, which draws pictures";
    throw new UnsupportedError({ where, expected, found: "none", remedy });
  }
}

/** The font of the file that SEQCAST_FONT names, else one that is installed. */
function chooseFamily({ GlobalFonts }: CanvasPackage, where: string): string {
  const file = process.env["SEQCAST_FONT"];
  if (file) {
    if (GlobalFonts.registerFromPath(file, "seqcast picture")) return '"seqcast picture"';
    const remedy = "name a .ttf, .otf or .woff2 file, or unset it to use an installed font";
    throw new DataError({ where: "SEQCAST_FONT", file, expected: "a font file", found: `"${file}"`, remedy });
  }
  const installed = GlobalFonts.families.map(({ family }) => family);
  const chosen = families.find((family) => installed.includes(family)) ?? installed[0];
  if (chosen !== undefined) return `"${chosen}"`;
  const remedy = "install one, such as Debian's fonts-dejavu-core, or let SEQCAST_FONT name a font file";
  throw new UnsupportedError({ where, expected: "an installed font", found: "none", remedy });
}

/**
 * Loads what draws pictures.
 * @throws UnsupportedError without the package or any font; DataError where SEQCAST_FONT names no font
 */
export async function loadPainter(path: string): Promise<Painter> {
  const where = `save "${path}"`;
  const canvas = await loadCanvas(where);
  return { canvas, family: chooseFamily(canvas, where) };
}
