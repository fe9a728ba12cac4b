/** What a report adds to the style sheet of a plot's page. */
export const reportStyle: string = `
:root { --good: #00704f; --unsure: #8a5a00; --tint: #f6f8fa; }
@media (prefers-color-scheme: dark) { :root { --good: #2fcf9f; --unsure: #f0b938; --tint: #1b1f25; } }
body { font-size: 15px; line-height: 1.55; }
main { padding: 36px 32px 56px; }
h1 { font-size: 28px; letter-spacing: -0.02em; }
.verdict { margin: 6px 0 22px; padding: 16px 20px; font-size: 18px; line-height: 1.5; background: var(--tint); border-left: 4px solid var(--soft); border-radius: 4px 8px 8px 4px; overflow-wrap: anywhere; }
.verdict.better { border-color: var(--good); }
.verdict.unsure { border-color: var(--unsure); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(146px, 1fr)); gap: 12px; margin: 0 0 22px; }
.figures div { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: 12px 16px; border: 1px solid var(--line); border-radius: 8px; min-width: 0; }
.figures dt { color: var(--soft); font-size: 13px; }
.figures dd { margin: 0; font-size: 20px; line-height: 1.3; font-weight: 650; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
nav { display: flex; flex-wrap: wrap; gap: 4px 20px; padding: 10px 0; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); font-size: 14px; }
nav a { color: var(--focus); text-decoration: none; }
nav a:hover { text-decoration: underline; }
.part { margin-top: 36px; scroll-margin-top: 12px; }
.part > h2 { margin: 0 0 10px; font-size: 20px; letter-spacing: -0.01em; }
.part > p { max-width: 78ch; margin: 8px 0; overflow-wrap: anywhere; }
.note { color: var(--soft); font-size: 14px; }
.facts { margin: 12px 0; border-top: 1px solid var(--line); }
.facts div { display: grid; grid-template-columns: minmax(120px, 190px) 1fr; gap: 4px 20px; padding: 6px 0; border-bottom: 1px solid var(--line); }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.part .scroll { max-height: 460px; margin: 12px 0; font-size: 14px; }
.part th, .part td { padding: 5px 14px; }
.part tbody th { color: var(--ink); font-weight: 600; }
.words td, .words th { text-align: left; }
.words td { white-space: normal; overflow-wrap: anywhere; min-width: 8em; }
pre { margin: 12px 0; padding: 14px 16px; background: var(--tint); border: 1px solid var(--line); border-radius: 8px; font: 13px/1.55 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; overflow-x: auto; }
figure { margin: 26px 0; }
.head { display: flex; flex-wrap: wrap; gap: 6px 24px; align-items: baseline; justify-content: space-between; margin-bottom: 6px; }
h3 { margin: 0; font-size: 16px; line-height: 1.3; font-weight: 650; overflow-wrap: anywhere; }
h4 { margin: 14px 0 2px; font-size: 14px; font-weight: 600; color: var(--soft); overflow-wrap: anywhere; }
@media (max-width: 640px) { main { padding: 20px 14px 32px; } h1 { font-size: 22px; } .verdict { font-size: 16px; } .facts div { grid-template-columns: 1fr; } }
@media print {
  body { font-size: 11pt; }
  main { padding: 0; }
  nav { display: none; }
  .figures { grid-template-columns: repeat(auto-fit, minmax(110px, 1fr)); gap: 8px; }
  .figures div { padding: 8px 10px; }
  .figures dd { font-size: 14pt; }
  .verdict, .figures div, pre { background: none; }
  pre { white-space: pre-wrap; }
  .part { break-inside: auto; margin-top: 20pt; }
  .part > h2, .head { break-after: avoid; }
  figure section { break-inside: avoid; }
  .part .scroll { max-height: none; overflow: visible; border: 0; font-size: 9pt; }
  .part th, .part td { padding: 3px 7px; white-space: normal; overflow-wrap: anywhere; }
  .plot canvas, .plot .u-wrap, .plot .uplot { width: 100% !important; height: auto !important; }
}
`;
