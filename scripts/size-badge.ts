/** Width of a character, in pixels, of Verdana at 11 pixels. */
const characterWidth = 6.8;
const padding = 12;

const widthOf = (text: string): number => Math.ceil(text.length * characterWidth) + padding;

/**
 * Draws a badge with the size of a minified bundle.
 *
 * @param label - What is bundled.
 * @param kilobytes - Its size; the badge shows whole kilobytes, so that it changes rarely.
 * @returns An SVG picture.
 */
export const sizeBadge = (label: string, kilobytes: number): string => {
  const value = `${Math.round(kilobytes)} KB minified`;
  const [left, right] = [widthOf(label), widthOf(value)];
  const text = (x: number, content: string): string => `  <text x="${x}" y="14">${content}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${label}: ${value}">`,
    `  <rect width="${left + right}" height="20" rx="3" fill="#0f766e"/>`,
    `  <path d="M3 0h${left - 3}v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="#3f3f46"/>`,
    '  <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">',
    text(left / 2, label),
    text(left + right / 2, value),
    '  </g>',
    '</svg>',
    '',
  ].join('\n');
};
