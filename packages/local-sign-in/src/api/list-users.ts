import type { LocalPool } from '../pool/local-pool.ts';
import type { User } from '../pool/users.ts';
import { invalidParameter } from './errors.ts';
import { integer, listOf, optional, text, withDefault } from './input.ts';
import { attributeName, paginationToken } from './members.ts';
import { adminOperation, type Operations } from './operation.ts';
import { pageOf } from './page.ts';
import { attributeList, userSummary } from './user-types.ts';

/** What a filter can compare. */
const searchable: Readonly<Record<string, (user: User) => string | undefined>> = {
  username: ({ username }) => username,
  sub: ({ sub }) => sub,
  status: ({ isEnabled }) => (isEnabled ? 'Enabled' : 'Disabled'),
  'cognito:user_status': ({ status }) => status,
  ...Object.fromEntries(
    ['email', 'phone_number', 'name', 'given_name', 'family_name', 'preferred_username'].map(
      (name): [string, (user: User) => string | undefined] => [name, ({ attributes }) => attributes[name]],
    ),
  ),
};

const filterPattern = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html#cognito-user-pools-searching-for-users-using-listusers-api */
const filterOf = (filter: string): ((user: User) => boolean) => {
  if (filter === '') return () => true;
  const [, name = '', operator, quoted = ''] = filterPattern.exec(filter) ?? [];
  const read = Object.hasOwn(searchable, name) ? searchable[name] : undefined;
  if (read === undefined) throw invalidParameter('Error while parsing filter.');
  const wanted = quoted.replaceAll(/\\(.)/g, '$1');
  return (user) => {
    const value = read(user);
    return operator === '=' ? value === wanted : value?.startsWith(wanted) === true;
  };
};

const listUsers = (
  { users }: LocalPool,
  filter: string,
  limit: number,
  token: string | undefined,
  names: readonly string[] | undefined,
): object => {
  const { items, next } = pageOf(users.all().filter(filterOf(filter)), limit, token);
  return {
    Users: items.map((user) => ({
      ...userSummary(user),
      Attributes: attributeList(user).filter(({ Name }) => names === undefined || names.includes(Name)),
    })),
    ...(next !== undefined && { PaginationToken: next }),
  };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
export const listUsersOperations: Operations = {
  ListUsers: adminOperation(
    {
      Filter: withDefault(text({ max: 256 }), ''),
      Limit: withDefault(integer(0, 60), 60),
      PaginationToken: optional(paginationToken),
      AttributesToGet: optional(listOf(attributeName)),
    },
    (pool, { Filter, Limit, PaginationToken, AttributesToGet }) =>
      listUsers(pool, Filter, Limit === 0 ? 60 : Limit, PaginationToken, AttributesToGet),
  ),
};
