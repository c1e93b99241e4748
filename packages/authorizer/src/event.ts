import { isText, type UnknownRecord } from '@cognito-guard/core/internal';

/**
 * The makers for the event's kind; none where it is not an authorizer's event. An event of an HTTP API with payload 1.0
 * has all members of a REST API's event, and more.
 */
const makersFor = (event: UnknownRecord): readonly string[] => {
  const { methodArn } = event;
  if (isText(methodArn) && methodArn.endsWith('/$connect')) return ['webSocketAuthorizer'];
  if ('version' in event) return 'methodArn' in event ? ['httpAuthorizer', 'restAuthorizer'] : ['httpAuthorizer'];
  if ('methodArn' in event) return ['restAuthorizer'];
  if (!('authorizationToken' in event)) return [];
  // Only an Event API passes an operation: connect, subscribe or publish.
  return 'operation' in Object(event['requestContext']) ? ['appSyncEventsAuthorizer'] : ['appSyncAuthorizer'];
};

/**
 * @param maker - `restAuthorizer`, for messages.
 * @throws Error where the event is for another maker: the function is attached to the wrong kind of API.
 */
export const readEvent = (maker: string, given: unknown): UnknownRecord => {
  const event: UnknownRecord = { ...Object(given) };
  const makers = makersFor(event);
  if (makers.includes(maker)) return event;
  const [right] = makers;
  const what = right === undefined ? 'is not for an authorizer' : `is for another kind of API. Use ${right}`;
  throw new Error(`${maker}: this event ${what}.`);
};
