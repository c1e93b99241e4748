/**
 * The styles of the inspector. It takes the text color and the color scheme of its page. Contrasts are those of WCAG 2.2 AA,
 * and each part of the token has a label beside its color.
 */
export const styles: string = `
.token-inspector {
  --part-header: light-dark(#8a2257, #f2a3cb);
  --part-payload: light-dark(#1c5aa0, #9cc7f5);
  --part-signature: light-dark(#0c6350, #74d3b5);
  --card: light-dark(#fffffd, #19201e);
  --muted: light-dark(#55605b, #a0ada7);
  --line: light-dark(#dcdfd6, #2c3633);
  --edge: light-dark(#7f8a84, #73817b);
  --accent: light-dark(#0c6350, #74d3b5);
  --tint: light-dark(#e9f2ed, #1d2c27);
  --danger: light-dark(#9c1f24, #ffb3ac);
  --danger-tint: light-dark(#fcefed, #351d1c);
  display: grid;
  grid-template-columns: minmax(0, 1fr);
  gap: 1rem;
  text-align: left;
}
.token-inspector > * { min-width: 0; margin: 0; }
.token-inspector h2 { margin: 0; padding: 0; border: 0; font-size: 1.0625rem; line-height: 1.35; font-weight: 650; }
.token-inspector p { margin: 0; }
.token-inspector label, .token-inspector summary { font-weight: 600; font-size: 0.9375rem; }
.token-inspector summary { cursor: pointer; padding: 0.5rem 0; }
.token-inspector .hint { color: var(--muted); font-size: 0.875rem; }
.token-inspector code { background: none; padding: 0; color: inherit; overflow-wrap: anywhere; white-space: pre-wrap; font: 0.8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
.token-inspector textarea, .token-inspector input, .token-inspector select {
  width: 100%;
  min-height: 2.75rem;
  padding: 0.5rem 0.75rem;
  border: 1px solid var(--edge);
  border-radius: 0.5rem;
  background: var(--card);
  color: inherit;
  font: inherit;
  box-sizing: border-box;
}
.token-inspector textarea { resize: vertical; overflow-wrap: anywhere; font: 0.875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
.token-inspector button {
  min-height: 2.5rem;
  padding: 0.375rem 1rem;
  border: 1px solid var(--edge);
  border-radius: 0.5rem;
  background: var(--card);
  color: inherit;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
.token-inspector :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.token-inspector .row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem; }
.token-inspector .output { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; }
.token-inspector .output:empty { display: none; }
.token-inspector .notice, .token-inspector .verdict {
  padding: 0.75rem 1rem;
  border-left: 4px solid var(--accent);
  border-radius: 0.5rem;
  background: var(--tint);
  overflow-wrap: anywhere;
}
.token-inspector .verdict { display: grid; gap: 0.625rem; }
.token-inspector [data-kind="refused"], .token-inspector [data-kind="unusable"] { border-color: var(--danger); background: var(--danger-tint); }
.token-inspector [data-kind="refused"] h2, .token-inspector [data-kind="unusable"] h2 { color: var(--danger); }
.token-inspector [data-kind="unverified"] { border-color: var(--edge); background: none; border-top: 1px solid var(--line); border-right: 1px solid var(--line); border-bottom: 1px solid var(--line); }
.token-inspector dl { display: grid; gap: 0.375rem; margin: 0; }
.token-inspector dl > div { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); gap: 0.75rem; }
.token-inspector dt { color: var(--muted); font-size: 0.875rem; font-weight: 400; }
.token-inspector dd { margin: 0; overflow-wrap: anywhere; }
.token-inspector .parts { display: grid; gap: 0.5rem; }
.token-inspector .parts p { padding-left: 0.75rem; border-left: 4px solid var(--part, var(--edge)); color: var(--part, inherit); }
.token-inspector .parts .label { display: block; font-size: 0.8125rem; font-weight: 650; }
.token-inspector [data-part="header"] { --part: var(--part-header); }
.token-inspector [data-part="payload"] { --part: var(--part-payload); }
.token-inspector [data-part="signature"] { --part: var(--part-signature); }
.token-inspector .claims { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.5rem; }
.token-inspector .claims h2 { color: var(--part); }
.token-inspector table { display: table; width: 100%; margin: 0; border-collapse: collapse; font-size: 0.9375rem; table-layout: fixed; }
.token-inspector tr { border: 0; border-top: 1px solid var(--line); background: none; }
.token-inspector th, .token-inspector td { padding: 0.5rem 0.75rem 0.5rem 0; border: 0; background: none; text-align: left; vertical-align: top; overflow-wrap: anywhere; color: inherit; }
.token-inspector thead th { color: var(--muted); font-size: 0.8125rem; font-weight: 600; }
.token-inspector th:nth-child(1) { width: 20%; }
.token-inspector th:nth-child(2) { width: 32%; }
.token-inspector th:nth-child(4) { width: 18%; }
.token-inspector .time { display: block; font-size: 0.875rem; font-weight: 600; }
.token-inspector .fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); gap: 1rem; padding: 0.5rem 0 1rem; }
.token-inspector .field { display: grid; gap: 0.25rem; align-content: start; }
@media (max-width: 47.99rem) {
  .token-inspector dl > div { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .token-inspector thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .token-inspector table, .token-inspector tbody, .token-inspector tr { display: block; }
  .token-inspector tr { padding: 0.5rem 0; }
  .token-inspector tbody th, .token-inspector td { display: block; padding: 0.125rem 0; }
  .token-inspector tbody th:nth-child(1) { width: auto; }
}
`.trimStart();
