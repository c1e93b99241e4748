/** Evaluates policies as IAM does, but fast: the same Resources occur in every document. */
import type { PolicyDocument } from '@cognito-guard/authorizer';

interface Reader {
  /** Text that every match contains: searched first. */
  readonly needle: string;
  readonly pattern: RegExp;
}

const readers = new Map<string, Reader>();

/** The text before the stage; its wildcards match any Region and account. */
const withoutApi = (arn: string): string => arn.replace(/^arn:aws:execute-api:[^:]*:[^:]*:localapi12\//, '');

const readerOf = (resource: string): Reader => {
  const known = readers.get(resource);
  if (known !== undefined) return known;
  const text = withoutApi(resource);
  const [needle = ''] = text.split(/[*?]/).toSorted((a, b) => b.length - a.length);
  const source = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const reader = { needle, pattern: new RegExp(`^${source}$`, 's') };
  if (readers.size > 50_000) readers.clear();
  readers.set(resource, reader);
  return reader;
};

/** Makes a reader of one policy. The reader returns whether the policy allows an ARN. */
export const readerFor = ({ Statement }: PolicyDocument): ((arn: string) => boolean) => {
  const of = (effect: 'Allow' | 'Deny'): readonly Reader[] =>
    Statement.filter(({ Effect }) => Effect === effect).flatMap(({ Resource }) => Resource.map(readerOf));
  const [allow, deny] = [of('Allow'), of('Deny')];
  return (arn) => {
    const text = withoutApi(arn);
    const takes = ({ needle, pattern }: Reader): boolean => text.includes(needle) && pattern.test(text);
    return allow.some(takes) && !deny.some(takes);
  };
};
