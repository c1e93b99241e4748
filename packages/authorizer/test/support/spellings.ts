/** Spellings of a path that a router reads as another one. */
import fc from 'fast-check';

const upper = (path: string): string => path.replace(/%../g, (code) => code.toUpperCase());

/** Some router reads each of them as `/admin` or a path below it, or would if the gateway decoded once more or less. */
const spelled: readonly string[] = [
  // The URL standard reads a backslash as a slash.
  ...[
    '/admin%5cusers',
    '/x/..%5cadmin%5cusers',
    '/%5cadmin/users',
    '/x%5c..%5cadmin',
    '/admin\\users',
    '/x/..\\admin\\users',
  ],
  ...[
    '\\admin',
    '/\\admin',
    '/public\\..\\admin',
    '/public/1%5cusers',
    '/public/1\\users',
    '/admin%5cusers%20',
    '/admin%5c',
  ],
  // It drops tab, line feed and carriage return.
  ...['/ad%09min/users', '/ad%0amin/users', '/ad%0dmin/users', '/admin%09', '/admin%0a', '/admin%0d%0a', '/%09admin'],
  ...['/x/.%09./admin', '/x/.%0a./admin/users', '/public/.%0d./admin', '/%0a/admin', '/public/1/%09users'],
  // It trims spaces and control characters at the end.
  ...['/admin%20', '/admin%20%20', '/admin/users%20', '/admin%00', '/admin%01', '/admin%0b', '/admin%0c', '/admin%1f'],
  ...[
    '/admin%00%20',
    '/admin%7f',
    '/admin%c2%a0',
    '/admin%e3%80%80',
    '/admin%ef%bb%bf',
    '/admin%e2%80%a8',
    '/admin%c2%85',
  ],
  // It ends the path at a fragment or a query.
  ...[
    '/admin%23x',
    '/admin#x',
    '/admin/users%23',
    '/admin%3fx',
    '/admin%3f',
    '/admin?x',
    '/public/1/users%23',
    '/admin%23%3f',
  ],
  // Dot segments.
  ...['/x/../admin', '/./admin', '/admin/.', '/x/%2e%2e/admin', '/x/.%2e/admin', '/x/%2e./admin/users', '/%2e/admin'],
  ...[
    '/public/../admin',
    '/public/1/../../admin',
    '/x/..%2fadmin',
    '/x%2f..%2fadmin',
    '/admin/x/..',
    '/admin/users/../users',
  ],
  // Empty segments.
  ...[
    '//admin',
    '/admin//users',
    '///admin',
    '/%2fadmin',
    '/admin%2fusers',
    '/admin%2f',
    '/admin/',
    '/admin/users/',
    '/public/1/users/',
  ],
  ...['/public//users', '/public/%2fusers', '/public/1%2fusers', '/public/1//users', '//x/../admin'],
  // Characters that need no encoding, encoded once or twice.
  ...[
    '/%61dmin',
    '/adm%69n/users',
    '/%41dmin',
    '/%2561dmin',
    '/admin%252fusers',
    '/x/%252e%252e/admin',
    '/admin%255cusers',
  ],
  ...[
    '/admin%2509',
    '/admin%2523',
    '/admin%253f',
    '/%25%36%31dmin',
    '/%u0061dmin',
    '/admin%',
    '/admin%2',
    '/admin%zz/users',
  ],
  // Others that some routers truncate, fold or decode.
  ...[
    '/admin;x=1',
    '/admin/;x/users',
    '/admin;/users',
    '/ADMIN',
    '/Admin/users',
    '/admin.json',
    '/admin%3bx',
    '/admin+',
  ],
  ...['/admin%c0%afusers', '/admin%e2%88%95users', '/admin%ef%bc%8fusers', '/ａdmin', '/admin\u00a0', '/admin\u0085'],
  ...[
    'http://x/admin',
    'http://x/x/../admin',
    '/x/http://x/admin',
    '/@x/admin',
    '/:80/admin',
    '/public/1/users',
    '/public/1/users/1',
  ],
];

/** One character for each byte, as in a request. */
const asBytes = (path: string): string => Buffer.from(path, 'utf8').toString('latin1');

export const spelledPaths: readonly string[] = [...new Set(spelled.flatMap((path) => [path, upper(path)]))].map(
  asBytes,
);

const hex = (code: number): string => `%${code.toString(16).padStart(2, '0')}`;

/** Text that is put into a path, raw or encoded. */
const hostileBytes = [
  '\\',
  '#',
  '?',
  '%',
  '/',
  '.',
  ' ',
  ';',
  '\t',
  '\n',
  '\r',
  '\0',
  '\x0b',
  '\x0c',
  '\x1f',
  '\x7f',
  '\xa0',
];
const encodings: readonly ((byte: string) => string)[] = [
  (byte) => byte,
  (byte) => hex(byte.charCodeAt(0)),
  (byte) => hex(byte.charCodeAt(0)).toUpperCase(),
  (byte) => `%25${hex(byte.charCodeAt(0)).slice(1)}`,
  (byte) => (byte < '\x80' ? hex(byte.charCodeAt(0)) : `%c2${hex(byte.charCodeAt(0))}`),
];
const hostileByte = fc
  .tuple(fc.constantFrom(...hostileBytes), fc.constantFrom(...encodings))
  .map(([byte, encode]) => encode(byte));
const separator = fc.oneof(
  { weight: 4, arbitrary: fc.constant('/') },
  fc.constantFrom('\\', '%5c', '%5C', '%2f', '//', '/./', '/x/../', '/.%09./', '%2f..%2f', '/%2e%2e/'),
);
const word = fc.constantFrom('admin', 'users', 'public', '1', '..', '.', 'x', '%61dmin', 'user%73', '');

const insertions = fc.array(fc.tuple(fc.nat(30), hostileByte), { maxLength: 3 });

/**
 * Words of the tables and hostile characters. A raw space or control character would end the request line, so these are
 * encoded.
 */
export const hostilePaths: fc.Arbitrary<string> = fc
  .tuple(fc.array(fc.tuple(separator, word), { minLength: 1, maxLength: 4 }), insertions)
  .map(([parts, added]) => {
    const plain = parts.flat().join('');
    return added.reduce(
      (text, [at, what]) => {
        const index = 1 + (at % text.length);
        return text.slice(0, index) + what + text.slice(index);
      },
      plain.startsWith('/') ? plain : `/${plain}`,
    );
  })
  .map((path) => path.replace(/[\0-\x20\x7f]/g, (character) => hex(character.charCodeAt(0))));
