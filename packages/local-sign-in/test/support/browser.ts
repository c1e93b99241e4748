/** A browser without scripts: it keeps cookies, follows the redirects of the pool, and sends the pool's forms. */
export class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #origin: string;
  readonly #fetch: (request: Request) => Promise<Response>;

  constructor(origin: string, fetch: (request: Request) => Promise<Response>) {
    this.#origin = origin;
    this.#fetch = fetch;
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  setCookie(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  /** Requests a URL and follows redirects for as long as they stay at the pool. */
  async get(url: string): Promise<Visited> {
    return this.#send(new URL(url, this.#origin), 'GET');
  }

  async #send(url: URL, method: 'GET' | 'POST', body?: URLSearchParams): Promise<Visited> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await this.#fetch(
      new Request(url, {
        method,
        redirect: 'manual',
        headers: cookie === '' ? {} : { cookie },
        ...(body !== undefined && { body }),
      }),
    );
    for (const header of response.headers.getSetCookie()) this.#keep(header);
    const location = response.headers.get('location');
    if (location !== null) {
      const next = new URL(location, url);
      if (next.origin === this.#origin) return this.#send(next, 'GET');
      return new Visited(response.status, location, '', () => Promise.reject(new Error('the browser left the pool')));
    }
    const text = await response.text();
    return new Visited(response.status, url.href, text, (action, fields) =>
      this.#send(new URL(action, url), 'POST', fields),
    );
  }

  #keep(header: string): void {
    const [pair = '', ...attributes] = header.split('; ');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals);
    if (attributes.includes('Max-Age=0')) this.#cookies.delete(name);
    else this.#cookies.set(name, decodeURIComponent(pair.slice(equals + 1)));
  }
}

const unescapeHtml = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');

const attribute = (tag: string, name: string): string | undefined => {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : unescapeHtml(value);
};

/** Where a request ended: at a page of the pool, or at an app's URL. */
export class Visited {
  readonly status: number;
  readonly url: string;
  readonly text: string;
  readonly #submit: (action: string, fields: URLSearchParams) => Promise<Visited>;

  constructor(
    status: number,
    url: string,
    text: string,
    submit: (action: string, fields: URLSearchParams) => Promise<Visited>,
  ) {
    this.status = status;
    this.url = url;
    this.text = text;
    this.#submit = submit;
  }

  /** Query parameters of the URL. */
  get query(): URLSearchParams {
    return new URL(this.url).searchParams;
  }

  /** The error that the page shows. */
  get alert(): string | undefined {
    const text = /role="alert"[^>]*>([^<]*)</.exec(this.text)?.[1];
    return text === undefined ? undefined : unescapeHtml(text.trim());
  }

  /** The target of the first link whose text contains this one. */
  link(name: string): string {
    for (const [, tag = '', text = ''] of this.text.matchAll(/<a ([^>]*)>([\s\S]*?)<\/a>/g)) {
      if (text.includes(name)) return attribute(tag, 'href') ?? '';
    }
    throw new Error(`there is no link "${name}"`);
  }

  /** Sends the form whose action starts with a path, with its hidden fields and these. */
  async submit(path: string, fields: Readonly<Record<string, string>>): Promise<Visited> {
    for (const [, tag = '', content = ''] of this.text.matchAll(/<form ([^>]*)>([\s\S]*?)<\/form>/g)) {
      const action = attribute(tag, 'action') ?? '';
      if (new URL(action, this.url).pathname !== path) continue;
      const body = new URLSearchParams();
      for (const [input] of content.matchAll(/<input [^>]*>/g)) {
        const name = attribute(input, 'name');
        if (name !== undefined && input.includes('type="hidden"')) body.set(name, attribute(input, 'value') ?? '');
      }
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      return this.#submit(action, body);
    }
    throw new Error(`there is no form for ${path}`);
  }
}
