/** VitePress' default theme with the fonts of the system: no page downloads a font. */
import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { TokenInspector } from './token-inspector.ts';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => {
    app.component('TokenInspector', TokenInspector);
  },
} satisfies Theme;
