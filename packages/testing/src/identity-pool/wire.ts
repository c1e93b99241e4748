import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AwsRequest, TestIdentityPoolOperation, TestIdentityPoolSession } from './identity-service.ts';
import type { AwsFault } from './login.ts';

const operations: readonly string[] = [
  'GetId',
  'GetCredentialsForIdentity',
  'GetOpenIdToken',
  'GetOpenIdTokenForDeveloperIdentity',
  'AssumeRoleWithWebIdentity',
] satisfies TestIdentityPoolOperation[];

const isOperation = (name: string): name is TestIdentityPoolOperation => operations.includes(name);

/**
 * Reads a request of the identity service (AwsJson 1.1), or of STS (AwsQuery).
 *
 * @throws TypeError when it is neither.
 */
export async function readRequest(
  request: IncomingMessage,
): Promise<{ operation: TestIdentityPoolOperation; body: AwsRequest }> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  const target = request.headers['x-amz-target'];
  const isJson = typeof target === 'string';
  const body: AwsRequest = isJson ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
  const operation = isJson ? (target.split('.')[1] ?? '') : String(body['Action']);
  if (!isOperation(operation)) throw new TypeError(`createTestIdentityPool: there is no operation "${operation}"`);
  return { operation, body };
}

const escapeXml = (text: string): string => text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const sendXml = (response: ServerResponse, status: number, xml: string): void => {
  response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
};

const sendJson = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(value));
};

/** Writes an operation's answer in the operation's protocol. */
export function writeAnswer(response: ServerResponse, operation: TestIdentityPoolOperation, answer: unknown): void {
  if (operation !== 'AssumeRoleWithWebIdentity') {
    sendJson(response, 200, answer);
    return;
  }
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = answer as TestIdentityPoolSession;
  const members = {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: new Date(expiresAt).toISOString(),
  };
  const credentials = Object.entries(members).map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`);
  sendXml(
    response,
    200,
    `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result><Credentials>` +
      `${credentials.join('')}</Credentials></${operation}Result></${operation}Response>`,
  );
}

/** Writes an error of AWS in the operation's protocol. */
export function writeFault(response: ServerResponse, operation: TestIdentityPoolOperation, fault: AwsFault): void {
  const { message, name, status } = fault;
  if (operation !== 'AssumeRoleWithWebIdentity') {
    sendJson(response, status, { __type: name, message });
    return;
  }
  const type = status < 500 ? 'Sender' : 'Receiver';
  sendXml(
    response,
    status,
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>${type}</Type><Code>${name}</Code>` +
      `<Message>${escapeXml(message)}</Message></Error></ErrorResponse>`,
  );
}
