/** The style sheet of a plot's page: light, dark, narrow and printed. */
export const pageStyle: string = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #16191d; --soft: #59626e; --line: #d5dae0; --hover: #f1f3f6; --focus: #0072b2; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171b; --ink: #eef1f4; --soft: #a6b0bc; --line: #3a424c; --hover: #22272e; --focus: #56b4e9; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { margin: 0 auto; padding: 20px 24px 28px; }
header { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: baseline; justify-content: space-between; margin-bottom: 10px; }
h1 { margin: 0; font-size: 20px; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { margin: 18px 0 4px; font-size: 15px; font-weight: 650; overflow-wrap: anywhere; }
.tools { display: flex; flex-wrap: wrap; }
button { font: inherit; color: inherit; background: none; border: 1px solid transparent; cursor: pointer; }
.tools button { padding: 3px 11px; border-color: var(--line); margin-left: -1px; font-size: 13px; }
.tools button:first-child { border-radius: 6px 0 0 6px; }
.tools button:last-child { border-radius: 0 6px 6px 0; }
button:hover { background: var(--hover); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; position: relative; z-index: 1; }
.legend { display: flex; flex-wrap: wrap; gap: 0 6px; align-items: baseline; margin: 0 0 2px -7px; font-size: 13px; }
.when { padding: 2px 7px; min-width: 12em; color: var(--soft); font-variant-numeric: tabular-nums; }
.group { display: inline-flex; flex-wrap: wrap; gap: 0 6px; align-items: baseline; max-width: 100%; }
.entry { display: inline-flex; align-items: baseline; gap: 6px; padding: 2px 7px; border-radius: 6px; max-width: 100%; text-align: left; }
.entry[aria-pressed="false"] { opacity: 0.55; }
.swatch { flex: none; align-self: center; width: 20px; height: 0; border-top: 2px solid; }
.entry[aria-pressed="false"] .label { text-decoration: line-through; }
.map .swatch { width: 40px; height: 12px; border: 0; border-radius: 2px; margin: 0 3px; }
.band .swatch, .bar .swatch, .gap .swatch { width: 14px; height: 12px; border: 0; border-radius: 2px; margin: 0 3px; }
.point .swatch { width: 9px; height: 9px; border: 0; border-radius: 50%; margin: 0 5px; }
.label { overflow-wrap: anywhere; color: var(--soft); }
.value { display: inline-block; font-variant-numeric: tabular-nums; font-weight: 600; white-space: nowrap; }
.plot { min-width: 0; overflow: hidden; border-radius: 4px; }
.uplot { width: 100% !important; }
.u-over { cursor: crosshair; }
.u-select { background: color-mix(in srgb, var(--focus) 16%, transparent); }
.u-hz .u-cursor-x { border-right: 1px solid var(--soft); opacity: 0.6; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 240px), 1fr)); gap: 4px 24px; }
.grid > section { min-width: 0; }
.grid h2 { margin: 10px 0 0; font-size: 14px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.grid .legend { font-size: 12px; }
.grid .when { min-width: 0; }
.grid .band, .grid .gap, .grid details { display: none; }
.hint { margin: 8px 0 0; color: var(--soft); font-size: 12px; }
details { margin-top: 8px; font-size: 13px; }
summary { cursor: pointer; color: var(--soft); width: max-content; }
.scroll { max-height: 340px; overflow: auto; margin-top: 6px; border: 1px solid var(--line); border-radius: 6px; width: max-content; max-width: 100%; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 12px; text-align: right; font-weight: 400; white-space: nowrap; }
th:first-child { text-align: left; color: var(--soft); }
thead th { position: sticky; top: 0; background: var(--paper); font-weight: 600; }
tbody tr:nth-child(even) { background: var(--hover); }
@media (max-width: 640px) { main { padding: 14px 12px 20px; } h1 { font-size: 17px; } .when { min-width: 100%; } }
@media print {
  :root { --paper: #ffffff; --ink: #000000; --soft: #444444; --line: #cccccc; --hover: #ffffff; }
  .tools, .hint, details:not([open]) { display: none; }
  main { padding: 0; max-width: none !important; }
  section { break-inside: avoid; }
  .scroll { max-height: none; }
}
`;
