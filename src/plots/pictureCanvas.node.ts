/** The package @napi-rs/canvas and a font: what a picture is drawn with. */
import type * as canvasPackage from "@napi-rs/canvas";
import { DataError, UnsupportedError } from "../errors.ts";

type CanvasPackage = typeof canvasPackage;

/** A canvas of Node.js, and the family that texts are set in. */
export interface Painter {
  readonly canvas: CanvasPackage;
  /** As a style sheet lists them: names in quotes, the first that has a letter draws it. */
  readonly family: string;
}

/** For letters that the font lacks, such as Cyrillic ones: those that are installed stand in. */
const fallbacks = '"Noto Sans", "DejaVu Sans", "Segoe UI", "Helvetica Neue", Arial, sans-serif';

const OWN = "seqcast picture"; // a name of our own: an installed font of another version does not stand in

async function loadCanvas(where: string): Promise<CanvasPackage> {
  try {
    return await import("@napi-rs/canvas");
  } catch {
    const remedy = "run `npm install @napi-rs/canvas`, or end the path in .html";
    const expected = "the package @napi-rs/canvas, which draws pictures";
    throw new UnsupportedError({ where, expected, found: "none", remedy });
  }
}

/** The font of the file that SEQCAST_FONT names, else Roboto, which comes with the build. */
async function chooseFamily({ GlobalFonts }: CanvasPackage): Promise<string> {
  const file = process.env["SEQCAST_FONT"];
  if (file) {
    if (GlobalFonts.registerFromPath(file, `${OWN}, given`)) return `"${OWN}, given", ${fallbacks}`;
    const remedy = "name a .ttf, .otf or .woff2 file, or unset it for the font that comes with seqcast";
    throw new DataError({ where: "SEQCAST_FONT", file, expected: "a font file", found: `"${file}"`, remedy });
  }
  if (!GlobalFonts.has(OWN)) {
    const { roboto400, roboto600 } = await import("./roboto.generated.ts");
    for (const weight of [roboto400, roboto600]) GlobalFonts.register(Buffer.from(weight, "base64"), OWN);
  }
  return `"${OWN}", ${fallbacks}`;
}

/**
 * Loads what draws pictures.
 * @throws UnsupportedError without the package; DataError where SEQCAST_FONT names no font
 */
export async function loadPainter(path: string): Promise<Painter> {
  const where = `save "${path}"`;
  const canvas = await loadCanvas(where);
  return { canvas, family: await chooseFamily(canvas) };
}
