/** A page of the user pool, or the app's callback, which is not requested. */
export interface Visited {
  readonly url: string;
  /** Sends the page's form with this action, with its hidden fields and these. */
  submit(action: string, fields: Readonly<Record<string, string>>): Promise<Visited>;
}

const attributeOf = (tag: string, name: string): string =>
  new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll('&amp;', '&') ?? '';

/** A browser without scripts: it keeps cookies and follows the redirects of one origin. */
export const openBrowser = (origin: string): ((url: string) => Promise<Visited>) => {
  const cookies = new Map<string, string>();

  const visit = async (url: string, body?: URLSearchParams): Promise<Visited> => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(body && { method: 'POST', body }),
    });
    for (const header of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    const text = await response.text();
    if (location === null) {
      const submit: Visited['submit'] = async (action, fields) => {
        const forms = [...text.matchAll(/<form ([^>]*)>([\s\S]*?)<\/form>/g)];
        const found = forms.find(([, tag = '']) => new URL(attributeOf(tag, 'action'), url).pathname === action);
        if (found === undefined) throw new Error(`${url} has no form for ${action}.`);
        const [, tag = '', content = ''] = found;
        const hidden = [...content.matchAll(/<input [^>]*type="hidden"[^>]*>/g)].map(([input]) => [
          attributeOf(input, 'name'),
          attributeOf(input, 'value'),
        ]);
        const filled = new URLSearchParams({ ...Object.fromEntries(hidden), ...fields });
        return visit(new URL(attributeOf(tag, 'action'), url).href, filled);
      };
      return { url, submit };
    }
    const next = new URL(location, url);
    if (next.origin === origin) return visit(next.href);
    return { url: next.href, submit: () => Promise.reject(new Error('The browser has left the user pool.')) };
  };
  return (url) => visit(url);
};
