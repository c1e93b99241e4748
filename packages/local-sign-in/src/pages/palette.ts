/**
 * The colors of every page, in both color schemes. Text has the contrast of WCAG 2.2 AA (1.4.3), and so have the edges
 * of controls (1.4.11).
 */
export const palette: string = `:root {
  color-scheme: light dark;
  --paper: #f3f4ef;
  --card: #fffffd;
  --ink: #1b2421;
  --muted: #55605b;
  --line: #dcdfd6;
  --edge: #7f8a84;
  --accent: #0c6350;
  --accent-strong: #084a3b;
  --on-accent: #ffffff;
  --tint: #e9f2ed;
  --danger: #9c1f24;
  --danger-tint: #fcefed;
  --warn: #f6d365;
  --warn-stripe: #efc64c;
  --on-warn: #2b2200;
  --shadow: 0 1px 2px rgb(27 36 33 / 6%), 0 12px 32px -12px rgb(27 36 33 / 18%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #111615;
    --card: #19201e;
    --ink: #e7eeea;
    --muted: #a0ada7;
    --line: #2c3633;
    --edge: #73817b;
    --accent: #74d3b5;
    --accent-strong: #97e3cb;
    --on-accent: #04241b;
    --tint: #1d2c27;
    --danger: #ffb3ac;
    --danger-tint: #351d1c;
    --warn: #3a3110;
    --warn-stripe: #433813;
    --on-warn: #f7df94;
    --shadow: 0 1px 2px rgb(0 0 0 / 30%), 0 16px 40px -16px rgb(0 0 0 / 60%);
  }
}
`;
