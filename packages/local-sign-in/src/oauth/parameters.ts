/** Appends parameters to a URL as it was registered: parsing would change how it is spelt. */
export const withParameters = (
  url: string,
  parameters: Readonly<Record<string, string | undefined>>,
  separator: '?' | '#' = '?',
): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  const text = query.toString();
  if (text === '') return url;
  return `${url}${separator === '?' && url.includes('?') ? '&' : separator}${text}`;
};

/** A parameter that is given more than once (RFC 6749 section 3.1 forbids it); undefined where none is. */
export const repeatedParameter = (parameters: URLSearchParams): string | undefined =>
  [...new Set(parameters.keys())].find((name) => parameters.getAll(name).length > 1);

/** A list of words, such as scopes. */
export const words = (text: string | null): readonly string[] => (text ?? '').split(' ').filter((word) => word !== '');
