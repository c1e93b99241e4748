import { constants, sign } from 'node:crypto';
import { hmacWithPublicKey, respell, type TestKey, unsignedToken } from '@cognito-guard/testing';
import { makeValues, type Random, removed, type Surroundings } from './mutation-values.ts';

/** A decoded token that some verifier accepts. */
export interface Source {
  readonly kind: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly key: TestKey;
  readonly token: string;
}

/** A token with one or two mutations. */
export interface Mutant {
  readonly token: string;
  readonly kind: string;
  /** The mutations, in order. */
  readonly steps: readonly string[];
}

type Part = 'header' | 'claims';
/** JSON text of both parts; `latin1` means one byte per character, so that any bytes are possible. */
type Draft = { header: string; claims: string; latin1: boolean };
type Edit = (draft: Draft, part: Part, random: Random) => void;
type TokenEdit = (token: string, random: Random, sources: readonly Source[]) => string;

const headerMembers = ['alg', 'kid', 'typ', 'crit', 'b64', 'zip', 'cty', 'jwk', 'jku', 'x5u', 'x5c', 'x5t', 'extra'];
const claimNames = [
  ...['iss', 'sub', 'exp', 'iat', 'nbf', 'auth_time', 'jti', 'origin_jti', 'event_id', 'token_use', 'client_id', 'aud'],
  ...['username', 'cognito:username', 'cognito:groups', 'scope', 'cnf', 'version', 'email', 'custom:a', 'custom:b'],
  ...['__proto__', 'constructor', 'toString', 'then', 'hasOwnProperty', 'length'],
];
/** Whether aws-jwt-verify checks it, too: only here can it be stricter than this library. */
const judgedClaims = ['iss', 'exp', 'nbf', 'token_use', 'client_id', 'aud', 'sub', 'jti', 'iat', 'scope'];
const junk = [...'{}[]",:.=+/ -_\n\t\0aA0é\u0141\ufeff😀'];

const insertAt = (text: string, index: number, more: string, drop = 0): string =>
  text.slice(0, index) + more + text.slice(index + drop);

/** Adds a member to JSON text, at either end: names may then occur twice. */
const addMember = (text: string, member: string, random: Random): string =>
  random.chance(0.5) ? text.replace('{', `{${member},`) : text.replace(/\}\s*$/, `,${member}}`);

const numberSpellings = (value: number): readonly string[] => [
  `${value}.0`,
  `${value}e0`,
  `${value / 1000}e3`,
  `0${value}`,
  `+${value}`,
  `-${value}`,
  `"${value}"`,
  `${value}n`,
  '1e400',
  'NaN',
  '-0',
];

const textEdits: Readonly<Record<string, Edit>> = {
  'white space': (draft, part, random) => {
    const places = [...draft[part].matchAll(/[{}[\],:]/g)].map(({ index }) => index);
    draft[part] = insertAt(draft[part], random.pick([0, ...places]), random.pick([' ', '\n', '\t', '\u00a0', '\v']));
  },
  'unicode escape': (draft, part, random) => {
    const index = random.int(draft[part].length);
    const code = draft[part].charCodeAt(index).toString(16).padStart(4, '0');
    draft[part] = insertAt(draft[part], index, `\\u${code}`, 1);
  },
  'number spelling': (draft, part, random) => {
    const number = random.pick([...draft[part].matchAll(/(?<=:)\d+/g), undefined]);
    if (number === undefined) return;
    const spelling = random.pick(numberSpellings(Number(number[0])));
    draft[part] = insertAt(draft[part], number.index, spelling, number[0].length);
  },
  'text edit': (draft, part, random) => {
    const index = random.int(draft[part].length);
    draft[part] = insertAt(draft[part], index, random.pick(['', ...junk]), random.int(2));
  },
  'text around': (draft, part, random) => {
    draft[part] = random.pick([
      `\ufeff${draft[part]}`,
      `[${draft[part]}]`,
      `${draft[part]},`,
      `${draft[part]}{}`,
      '{}',
    ]);
  },
  bytes: (draft, part, random) => {
    draft.latin1 = true;
    const byte = String.fromCharCode(128 + random.int(128));
    draft[part] = insertAt(draft[part], random.int(draft[part].length), byte, random.int(2));
  },
};

const flipBit: TokenEdit = (token, random) => {
  const segments = token.split('.');
  const index = random.int(segments.length);
  const bytes = Buffer.from(segments[index] ?? '', 'base64url');
  if (bytes.length === 0) return token;
  const at = random.int(bytes.length);
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random.int(8)), at);
  return segments.with(index, bytes.toString('base64url')).join('.');
};

const resizeSignature: TokenEdit = (token, random) => {
  const cut = token.lastIndexOf('.') + 1;
  const bytes = Buffer.from(token.slice(cut), 'base64url');
  const zero = Buffer.alloc(1);
  const resized = random.pick([
    Buffer.concat([zero, bytes]),
    Buffer.concat([bytes, zero]),
    bytes.subarray(1),
    bytes.subarray(0, -1),
    Buffer.concat([bytes, bytes]),
  ]);
  return token.slice(0, cut) + resized.toString('base64url');
};

const tokenEdits: Readonly<Record<string, TokenEdit>> = {
  character: (token, random) =>
    insertAt(token, random.int(token.length + 1), random.pick(['', 'A', 'z', '-', ...junk]), random.int(2)),
  'bit flip': flipBit,
  'segment swap': (token, random, sources) => {
    const index = random.int(3);
    const other = random.pick(sources).token.split('.')[index] ?? '';
    return token.split('.').with(index, other).join('.');
  },
  spelling: (token, random) => random.pick(respell(token)),
  segments: (token, random) => {
    const [header, payload, signature] = token.split('.');
    return random.pick([
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `${header}..${signature}`,
      `.${payload}.${signature}`,
      `${token}.`,
      `${token}.${signature}`,
      `${token}.${payload}.${signature}`,
      `${payload}.${header}.${signature}`,
    ]);
  },
  around: (token, random) =>
    random.pick([` ${token}`, `${token}\n`, `Bearer ${token}`, `${token},${token}`, `"${token}"`, `${token}\0`]),
  'cut short': (token, random) => token.slice(0, random.int(token.length)),
  'signature size': resizeSignature,
  unsigned: (token, random) => unsignedToken(token, random.pick(['none', 'None', ''])) + random.pick(['', 'AA']),
  hmac: (token, random, sources) => hmacWithPublicKey(token, random.pick(sources).key),
};

const otherSigners = ['another key', 'the old signature', 'SHA-512', 'PSS'];

/** Mostly the right key: with another key, the signature check hides every other mutation. */
const pickSigner = (random: Random): string => (random.chance(0.84) ? 'its key' : random.pick(otherSigners));

const signDraft = (draft: Draft, source: Source, how: string, random: Random, sources: readonly Source[]): string => {
  const encoding = draft.latin1 ? 'latin1' : 'utf8';
  const encode = (text: string): string => Buffer.from(text, encoding).toString('base64url');
  const input = `${encode(draft.header)}.${encode(draft.claims)}`;
  if (how === 'the old signature') return `${input}.${source.token.split('.')[2]}`;
  const key = how === 'another key' ? random.pick(sources).key.privateKey : source.key.privateKey;
  const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const signature = sign(how === 'SHA-512' ? 'sha512' : 'sha256', Buffer.from(input), how === 'PSS' ? pss : key);
  return `${input}.${signature.toString('base64url')}`;
};

/** A part after an earlier mutation, if it is still readable. */
const membersOf = (text: string): object | undefined => {
  try {
    return Object(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** Every mutation that a run must have used at least once. */
export const allSteps: readonly string[] = [
  'header member',
  'claim',
  'doubled member',
  ...Object.keys(textEdits),
  ...Object.keys(tokenEdits),
  ...['its key', ...otherSigners].map((name) => `signed by ${name}`),
];

/**
 * Generates mutants of good tokens endlessly, deterministic in the random source and the tokens.
 *
 * More than half of them are signed again, which takes most of the time: a member is changed, added or removed, a name
 * repeated, or the JSON text edited. The others change the signed token.
 */
export const makeMutants = (seed: number, sources: readonly Source[], surroundings: Surroundings) => {
  const makeValue = makeValues(seed, surroundings);

  const change = (draft: Draft, source: Source, random: Random): string => {
    const part: Part = random.chance(0.25) ? 'header' : 'claims';
    if (random.chance(0.3)) {
      const name = random.pick(Object.keys(textEdits));
      textEdits[name]?.(draft, part, random);
      return name;
    }
    const claims = random.chance(0.5) ? judgedClaims : claimNames;
    const name = random.pick(part === 'header' ? headerMembers : claims);
    const value = makeValue(name, source[part][name], random);
    if (random.chance(0.2)) {
      const text = value === removed ? 'null' : JSON.stringify(value);
      draft[part] = addMember(draft[part], `${JSON.stringify(name)}:${text}`, random);
      return 'doubled member';
    }
    // From entries, so that `__proto__` becomes a member.
    const members = Object.entries(membersOf(draft[part]) ?? source[part]).filter(([member]) => member !== name);
    if (value !== removed) members.splice(random.int(members.length + 1), 0, [name, value]);
    draft[part] = JSON.stringify(Object.fromEntries(members));
    return part === 'header' ? 'header member' : 'claim';
  };

  const mutate = (source: Source, random: Random): Mutant => {
    const { kind } = source;
    const steps: string[] = [];
    if (random.chance(0.55)) {
      const draft = { header: JSON.stringify(source.header), claims: JSON.stringify(source.claims), latin1: false };
      do steps.push(change(draft, source, random));
      while (random.chance(0.25) && steps.length < 2);
      const how = pickSigner(random);
      steps.push(`signed by ${how}`);
      return { token: signDraft(draft, source, how, random, sources), kind, steps };
    }
    let { token } = source;
    do {
      const name = random.pick(Object.keys(tokenEdits));
      steps.push(name);
      try {
        token = tokenEdits[name]?.(token, random, sources) ?? token;
      } catch {
        // An earlier mutation made this part unreadable: it stays unchanged.
      }
    } while (random.chance(0.25) && steps.length < 2);
    return { token, kind, steps };
  };

  return (random: Random): Mutant => {
    const source = random.pick(sources);
    let mutant = mutate(source, random);
    // A mutation may have no effect, such as removing an absent claim.
    while (mutant.token === source.token) mutant = mutate(source, random);
    return mutant;
  };
};
