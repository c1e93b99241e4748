import { CognitoError } from '../pool/cognito-error.ts';
import type { Group } from '../pool/groups.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { integer, optional, text, withDefault } from './input.ts';
import { paginationToken, username } from './members.ts';
import { adminOperation, type Operations } from './operation.ts';
import { pageOf } from './page.ts';
import { seconds, userOf, userType } from './user-types.ts';

/** `GroupType`. */
const groupType = (
  { config }: LocalPool,
  { name, description, precedence, roleArn, createdAt, updatedAt }: Group,
): object => ({
  GroupName: name,
  UserPoolId: config.userPoolId,
  ...(description !== undefined && { Description: description }),
  ...(roleArn !== undefined && { RoleArn: roleArn }),
  ...(precedence !== undefined && { Precedence: precedence }),
  CreationDate: seconds(createdAt),
  LastModifiedDate: seconds(updatedAt),
});

const groupOf = ({ groups }: LocalPool, name: string): Group => {
  const group = groups.get(name);
  if (group !== undefined) return group;
  throw new CognitoError('ResourceNotFoundException', 'Group not found.');
};

const groupShape = {
  GroupName: username,
  Description: optional(text({ max: 2048 })),
  RoleArn: optional(text({ min: 20, max: 2048 })),
  Precedence: optional(integer(0, 2_147_483_647)),
};

const paged = { Limit: withDefault(integer(0, 60), 60), NextToken: optional(paginationToken) };
const nextToken = (next: string | undefined): object => (next === undefined ? {} : { NextToken: next });

/**
 * Operations on groups. The roles of groups are in ID tokens.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html
 */
export const groupOperations: Operations = {
  CreateGroup: adminOperation(groupShape, (pool, { GroupName, Description, RoleArn, Precedence }) => {
    const given = { description: Description, roleArn: RoleArn, precedence: Precedence };
    const group = pool.groups.add({ name: GroupName, ...given });
    if (group !== undefined) return { Group: groupType(pool, group) };
    throw new CognitoError('GroupExistsException', 'A group with the name already exists.');
  }),

  UpdateGroup: adminOperation(groupShape, (pool, { GroupName, Description, RoleArn, Precedence }) => {
    const group = pool.groups.update(groupOf(pool, GroupName), {
      ...(Description !== undefined && { description: Description }),
      ...(RoleArn !== undefined && { roleArn: RoleArn }),
      ...(Precedence !== undefined && { precedence: Precedence }),
    });
    return { Group: groupType(pool, group) };
  }),

  GetGroup: adminOperation({ GroupName: username }, (pool, { GroupName }) => ({
    Group: groupType(pool, groupOf(pool, GroupName)),
  })),

  ListGroups: adminOperation(paged, (pool, { Limit, NextToken }) => {
    const { items, next } = pageOf(pool.groups.all(), Limit || 60, NextToken);
    return { Groups: items.map((group) => groupType(pool, group)), ...nextToken(next) };
  }),

  DeleteGroup: adminOperation({ GroupName: username }, (pool, { GroupName }) => {
    const { name } = groupOf(pool, GroupName);
    for (const user of pool.users.all().filter(({ groups }) => groups.includes(name))) {
      pool.users.update(user, { groups: user.groups.filter((one) => one !== name) });
    }
    pool.groups.remove(name);
    return {};
  }),

  AdminAddUserToGroup: adminOperation({ Username: username, GroupName: username }, (pool, { Username, GroupName }) => {
    const user = userOf(pool, Username);
    const { name } = groupOf(pool, GroupName);
    pool.users.update(user, { groups: [...new Set([...user.groups, name])] });
    return {};
  }),

  AdminRemoveUserFromGroup: adminOperation(
    { Username: username, GroupName: username },
    async (pool, { Username, GroupName }) => {
      const user = userOf(pool, Username);
      const { name } = groupOf(pool, GroupName);
      pool.users.update(user, { groups: user.groups.filter((one) => one !== name) });
      await pool.recordCall('AdminRemoveUserFromGroup', user);
      return {};
    },
  ),

  AdminListGroupsForUser: adminOperation({ Username: username, ...paged }, (pool, { Username, Limit, NextToken }) => {
    const groups = userOf(pool, Username).groups.map((name) => groupOf(pool, name));
    const { items, next } = pageOf(groups, Limit || 60, NextToken);
    return { Groups: items.map((group) => groupType(pool, group)), ...nextToken(next) };
  }),

  ListUsersInGroup: adminOperation({ GroupName: username, ...paged }, (pool, { GroupName, Limit, NextToken }) => {
    const { name } = groupOf(pool, GroupName);
    const members = pool.users.all().filter(({ groups }) => groups.includes(name));
    const { items, next } = pageOf(members, Limit || 60, NextToken);
    return { Users: items.map(userType), ...nextToken(next) };
  }),
};
