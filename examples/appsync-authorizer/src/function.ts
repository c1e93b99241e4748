/** The resolver behind the authorizer. It reads the caller from the event and receives no token. */
import { authorizerContextReader } from '@cognito-guard/core/lambda';
import type { AppSyncIdentityLambda, AppSyncResolverEvent } from 'aws-lambda';

/** The part of AppSync's resolver event that this resolver reads. */
export interface ResolverEvent extends Pick<AppSyncResolverEvent<{ id?: string }>, 'arguments'> {
  readonly identity: AppSyncIdentityLambda;
  readonly info: Pick<AppSyncResolverEvent<unknown>['info'], 'fieldName'>;
}

const readCaller = authorizerContextReader();

export const handler = async (event: ResolverEvent): Promise<unknown> => {
  const { username, clientId } = readCaller(event);
  if (event.info.fieldName === 'me') return username ?? `machine ${clientId}`;
  if (event.info.fieldName === 'orders') return [{ id: 1, item: 'tea' }];
  return event.arguments.id;
};
