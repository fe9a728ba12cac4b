// Draws docs/images/terminal.png and terminal-dark.png: a forecast on the command line as a terminal shows it, its progress at work and its
// result. The command runs in a terminal of its own (util-linux's `script`); braille, bars and lines are drawn here, so that
// no font need have them. usage: npm run build && node scripts/terminalPicture.mjs; MONO names a font (else DejaVu Sans Mono)
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas } from "@napi-rs/canvas";
import { writeSmall } from "./smallPicture.mjs";

const COLUMNS = 91;
const CELL = { width: 9, height: 20 }; // CSS pixels, at two pixels of the picture each
const MARGIN = 22;
const family = process.env.MONO ?? "DejaVu Sans Mono";
const words = [
  ["seqcast forecast datasets/air-passengers.csv", "--time timestamp --target passengers"],
  ["--horizon 12 --model lstm --season-length 12 --seed 7"],
];
const shown = words.map((line) => line.join(" "));
const themes = {
  light: { paper: "#ffffff", edge: "#d5dae0", ink: "#16191d", dim: "#68727f", cyan: "#0072b2", prompt: "#00704f" },
  dark: { paper: "#14171b", edge: "#3a424c", ink: "#eef1f4", dim: "#95a0ad", cyan: "#56b4e9", prompt: "#2fcf9f" },
};

/** What the command writes to a terminal of such a width. */
function capture() {
  const command = [process.execPath, "dist/node/cli.js", ...words.flat().join(" ").split(" ").slice(1)].join(" ");
  const { NO_COLOR: _, CI: __, FORCE_COLOR: ___, ...env } = process.env;
  const inside = `stty cols ${COLUMNS} rows 50; exec ${command}`;
  return execFileSync("script", ["-qec", inside, "/dev/null"], {
    env: { ...env, TERM: "xterm-256color" },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

const ESCAPE = String.fromCharCode(27);
const tokens = new RegExp(`${ESCAPE}\\[([\\d;]*)([A-Za-z])|[^${ESCAPE}]`, "gu");

const plain = { bold: false, dim: false, cyan: false };
const codes = { 0: plain, 1: { bold: true }, 2: { dim: true }, 22: { bold: false, dim: false } };
const colours = { 36: { cyan: true }, 39: { cyan: false } };

/**
 * The lines of a screen, as lists of cells, from what was written to it; and the progress as it stood when half was done, in
 * its place.
 */
function screenOf(text) {
  const lines = [[]];
  let style = plain;
  let column = 0;
  let halfway;
  for (const [token, code, verb] of text.matchAll(tokens)) {
    const line = lines.at(-1);
    if (verb === "m")
      for (const one of (code || "0").split(";")) style = Object.assign({}, style, codes[one], colours[one]);
    else if (verb === "K") lines[lines.length - 1] = [];
    else if (token === "\r") {
      if (/epoch (1[3-9])\/25/.test(textOf(line))) halfway ??= { at: lines.length - 1, line };
      column = 0;
    } else if (token === "\n") lines.push([]);
    else line[column++] = { text: token, style };
  }
  if (halfway) lines.splice(halfway.at, 0, halfway.line, "later");
  while (lines.at(-1).length === 0) lines.pop();
  return lines;
}

const textOf = (line) => Array.from(line, (cell) => cell?.text ?? " ").join("");

const cells = (text, style) => Array.from(text, (one) => ({ text: one, style: { ...plain, ...style } }));

/** The command as it is typed, behind a prompt. */
function typed() {
  return shown.map((text, i) => {
    const end = i < shown.length - 1 ? " \\" : "";
    return cells(i === 0 ? "$ " : "    ", { prompt: true }).concat(cells(text + end, { bold: true }));
  });
}

/** The dots of a braille character, as circles. */
function drawBraille(context, bits, left, top) {
  const places = [
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 1],
    [1, 2],
    [0, 3],
    [1, 3],
  ];
  places.forEach(([x, y], bit) => {
    if ((bits & (1 << bit)) === 0) return;
    context.beginPath();
    context.arc(left + CELL.width * (0.25 + x / 2), top + CELL.height * (0.125 + y / 4), 1.45, 0, 2 * Math.PI);
    context.fill();
  });
}

/** Bars and lines from the middle of a cell: to the left, right, up and down; how thick; and dashes. */
const strokes = {
  "─": { sides: "lr", width: 1 },
  "━": { sides: "lr", width: 3 },
  "│": { sides: "ud", width: 1 },
  "╰": { sides: "ur", width: 1 },
  "┈": { sides: "lr", width: 1.2, dash: [1.6, 1.6] },
};

function drawStroke(context, { sides, width, dash = [] }, left, top) {
  const [x, y] = [left + CELL.width / 2, top + CELL.height / 2];
  const ends = { l: [left, y], r: [left + CELL.width, y], u: [x, top], d: [x, top + CELL.height] };
  context.lineWidth = width;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(...ends[sides[0]]);
  context.lineTo(x, y);
  context.lineTo(...ends[sides[1]]);
  context.stroke();
}

function drawCell(context, { text, style }, left, top, theme) {
  const colour = style.cyan ? theme.cyan : style.prompt ? theme.prompt : style.dim ? theme.dim : theme.ink;
  context.fillStyle = context.strokeStyle = colour;
  const code = text.codePointAt(0);
  if (code >= 0x2800 && code <= 0x28ff) return drawBraille(context, code - 0x2800, left, top);
  if (strokes[text]) return drawStroke(context, strokes[text], left, top);
  context.font = `${style.bold ? "bold " : ""}14.5px "${family}", monospace`;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  return context.fillText(text, left + CELL.width / 2, top + CELL.height * 0.73);
}

/** Between what is seen during the work and what is seen at its end. */
function drawLater(context, top, width, theme) {
  const middle = top + CELL.height / 2;
  context.font = `12px "${family}", monospace`;
  context.fillStyle = context.strokeStyle = theme.dim;
  context.textAlign = "center";
  context.fillText("when it is done", width / 2, middle + 4);
  context.globalAlpha = 0.5;
  context.lineWidth = 1;
  context.setLineDash([2, 4]);
  context.beginPath();
  for (const [from, to] of [
    [MARGIN, width / 2 - 68],
    [width / 2 + 68, width - MARGIN],
  ]) {
    context.moveTo(from, middle);
    context.lineTo(to, middle);
  }
  context.stroke();
  context.globalAlpha = 1;
}

function picture(lines, theme) {
  const width = COLUMNS * CELL.width + 2 * MARGIN;
  const height = lines.length * CELL.height + 2 * MARGIN;
  const canvas = createCanvas(2 * width, 2 * height);
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  context.fillStyle = theme.paper;
  context.fillRect(0, 0, width, height);
  context.strokeStyle = theme.edge;
  context.strokeRect(0.5, 0.5, width - 1, height - 1);
  lines.forEach((line, row) => {
    const top = MARGIN + row * CELL.height;
    if (line === "later") drawLater(context, top, width, theme);
    else
      line.forEach((cell, column) => {
        if (cell && cell.text !== " ") drawCell(context, cell, MARGIN + column * CELL.width, top, theme);
      });
  });
  return canvas.toBuffer("image/png");
}

const lines = [...typed(), ...screenOf(capture())];
const folder = mkdtempSync(join(tmpdir(), "seqcast-terminal-"));
for (const [name, theme] of Object.entries(themes)) {
  const path = join(folder, `${name}.png`);
  writeFileSync(path, picture(lines, theme));
  await writeSmall(path, `docs/images/terminal${name === "dark" ? "-dark" : ""}.png`, [48, 24, 14]); // texts need few
}
rmSync(folder, { recursive: true });
