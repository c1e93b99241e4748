/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
type Child = Node | string | undefined;

/** Makes an element. Text becomes text nodes, never markup. */
export const element = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] => {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children.filter((child) => child !== undefined));
  return made;
};

/** A link to another site, which gets no referrer. */
export const link = (href: string, text: string): HTMLAnchorElement =>
  element('a', { href, rel: 'noreferrer', target: '_blank' }, text);
