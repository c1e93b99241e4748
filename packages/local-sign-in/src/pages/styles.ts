import { palette } from './palette.ts';

/** The path of the stylesheet. */
export const stylesPath = '/assets/styles.css';

/** The stylesheet of every page. It loads nothing: system fonts, no images. */
export const styles: string = `${palette}*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0;
  min-height: 100vh;
  min-height: 100dvh;
  display: flex;
  flex-direction: column;
  background: var(--paper);
  color: var(--ink);
  font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
}
h1, h2, p, ul, dl, dd { margin: 0; }
h1 { font-size: 1.625rem; line-height: 1.2; letter-spacing: -0.015em; font-weight: 650; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font-size: 1rem; line-height: 1.3; font-weight: 650; }
ul { padding: 0; list-style: none; }
a { color: var(--accent); text-underline-offset: 0.18em; }
a:hover { color: var(--accent-strong); }
code { font: 0.9em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 0.5rem; }

.banner {
  padding: 0.5rem 1rem;
  background: repeating-linear-gradient(-45deg, var(--warn) 0 14px, var(--warn-stripe) 14px 28px);
  color: var(--on-warn);
  font-size: 0.875rem;
  line-height: 1.4;
  text-align: center;
}
main {
  flex: 1;
  width: 100%;
  max-width: 27rem;
  margin: 0 auto;
  padding: 1.75rem 1.25rem 2rem;
  display: flex;
  flex-direction: column;
  gap: 1.5rem;
}
.page-foot {
  padding: 1rem 1.25rem 1.5rem;
  color: var(--muted);
  font-size: 0.8125rem;
  text-align: center;
}
.head { display: grid; gap: 0.375rem; min-width: 0; }
.mark { width: 2.5rem; height: 2.5rem; margin-bottom: 0.625rem; color: var(--accent); }
.mark .keyhole { fill: var(--on-accent); }
.lead { color: var(--muted); overflow-wrap: anywhere; }
.lead strong { color: var(--ink); font-weight: 600; }
.panel { display: grid; gap: 1.25rem; align-content: start; }
.stack { display: grid; gap: 1rem; }
.field { display: grid; gap: 0.375rem; }
label, .label { font-weight: 600; font-size: 0.9375rem; }
.hint { color: var(--muted); font-size: 0.875rem; }
.label-row { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; font-size: 0.9375rem; }
input {
  width: 100%;
  min-height: 2.875rem;
  padding: 0.5rem 0.75rem;
  border: 1px solid var(--edge);
  border-radius: 0.5rem;
  background: var(--card);
  color: inherit;
  font: inherit;
}
input:focus-visible { outline-offset: 0; border-color: var(--accent); }
input[aria-invalid="true"] { border-color: var(--danger); box-shadow: inset 0 0 0 1px var(--danger); }
input.code {
  font: 1.375rem/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
  letter-spacing: 0.35em;
}
.field-error { color: var(--danger); font-size: 0.875rem; font-weight: 600; }
button, .button {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  gap: 0.625rem;
  min-height: 2.875rem;
  padding: 0.5rem 1.125rem;
  border: 1px solid var(--edge);
  border-radius: 0.5rem;
  background: var(--card);
  color: var(--ink);
  font: inherit;
  font-weight: 600;
  text-align: center;
  text-decoration: none;
  cursor: pointer;
}
button:hover, .button:hover { background: var(--tint); color: var(--ink); }
.primary { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
.primary:hover { border-color: var(--accent-strong); background: var(--accent-strong); color: var(--on-accent); }
.quiet { min-height: 2.25rem; padding: 0.25rem 0.75rem; font-size: 0.875rem; }
.wide { width: 100%; }
.or { display: flex; align-items: center; gap: 0.75rem; color: var(--muted); font-size: 0.875rem; }
.or::before, .or::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
.alert, .notice { overflow-wrap: anywhere; padding: 0.75rem 0.875rem; border-radius: 0.5rem; border-left: 4px solid; font-size: 0.9375rem; }
.alert { border-color: var(--danger); background: var(--danger-tint); color: var(--danger); font-weight: 600; }
.alert p { color: var(--ink); font-weight: 400; }
.notice { border-color: var(--accent); background: var(--tint); }
.people { display: grid; gap: 0.5rem; }
.person {
  width: 100%;
  justify-content: flex-start;
  gap: 0.75rem;
  padding: 0.5rem 0.75rem;
  border-color: var(--line);
  text-align: left;
}
.person:hover { border-color: var(--accent); }
.avatar {
  flex: none;
  display: grid;
  place-items: center;
  width: 2.25rem;
  height: 2.25rem;
  border-radius: 50%;
  background: var(--tint);
  color: var(--accent);
  font-weight: 650;
}
.person-text { display: grid; min-width: 0; line-height: 1.35; overflow-wrap: anywhere; }
.person-text small { color: var(--muted); font-size: 0.8125rem; font-weight: 400; }
.facts { display: grid; gap: 0.75rem; }
.facts dt { color: var(--muted); font-size: 0.8125rem; }
.facts dd { overflow-wrap: anywhere; }
.chips { display: flex; flex-wrap: wrap; gap: 0.375rem; }
.chip { padding: 0.0625rem 0.5rem; border-radius: 1rem; background: var(--tint); font-size: 0.8125rem; }
.rows > li { display: flex; align-items: center; gap: 1rem; padding: 0.875rem 0; border-top: 1px solid var(--line); }
.rows > li > :first-child { flex: 1; min-width: 0; }
.row-title { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 0.5rem; font-weight: 600; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.foot { color: var(--muted); font-size: 0.9375rem; text-align: center; }

@media (max-width: 47.99rem) {
  .columns { gap: 2rem; }
  .columns > :nth-child(2) { padding-top: 2rem; border-top: 1px solid var(--line); }
}
@media (min-width: 48rem) {
  main {
    flex: none;
    margin: auto;
    padding: 2.25rem 2.5rem 2.5rem;
    border: 1px solid var(--line);
    border-radius: 1rem;
    background: var(--card);
    box-shadow: var(--shadow);
  }
  .body-wide main { max-width: 54rem; }
  .columns { display: grid; grid-template-columns: 1fr 1fr; gap: 3rem; }
  .columns > :nth-child(2) { padding-left: 3rem; border-left: 1px solid var(--line); }
  .page-foot { padding-top: 0.5rem; }
}
@media (min-width: 48rem) and (min-height: 40rem) { body { gap: 1.5rem; } }
@media (prefers-contrast: more) { :root { --muted: var(--ink); --line: var(--edge); } }
@media (forced-colors: active) { button, .button { border: 1px solid ButtonBorder; } }
`.trimStart();
