import { isPolicy } from './policy.ts';

/** The authorizer's context for the function. */
export type AuthorizerContext = Readonly<Record<string, unknown>>;

/** An answer that is evaluated for each method ARN. */
interface PolicyAnswer {
  readonly principalId: string;
  readonly policy: object;
  readonly context: AuthorizerContext;
}

/** An answer that applies to all requests with its identity. HTTP APIs with payload 2.0 only. */
interface SimpleAnswer {
  readonly isAuthorized: boolean;
  readonly context: AuthorizerContext;
}

/** A validated answer of an authorizer. */
export type AuthorizerAnswer = PolicyAnswer | SimpleAnswer;

/** The accepted answers of an authorizer. */
export interface AnswerFormat {
  readonly isSimple: boolean;
  /** Whether the context may contain only text, numbers, booleans and null. All but null are passed on as text. */
  readonly isFlat: boolean;
  /** Length of the answer as JSON in UTF-8. */
  readonly maxBytes?: number;
}

/** Rejects an answer. */
const refuse = (message: string): never => {
  throw new TypeError(message);
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isFlatValue = (value: unknown): boolean =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

const readContext = (context: unknown, isFlat: boolean): AuthorizerContext => {
  if (context === undefined || context === null) return {};
  if (!isObject(context)) return refuse('The context that the authorizer answered is not an object.');
  if (!isFlat) return context;
  const entries = Object.entries(context);
  if (entries.every(([, value]) => isFlatValue(value))) {
    return Object.fromEntries(entries.map(([name, value]) => [name, value === null ? null : String(value)]));
  }
  return refuse(
    'The context that the authorizer answered contains values other than text, numbers, booleans and null.',
  );
};

/**
 * Validates an authorizer's answer.
 *
 * @returns The answer; a flat context as text.
 * @throws TypeError that describes the mistake (the promise rejects).
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export const readAnswer = async (answer: unknown, format: AnswerFormat): Promise<AuthorizerAnswer> => {
  if (!isObject(answer)) return refuse('The authorizer did not answer an object.');
  const { principalId, policyDocument, isAuthorized } = answer;
  const { isSimple, isFlat, maxBytes = Number.POSITIVE_INFINITY } = format;
  if (Buffer.byteLength(JSON.stringify(answer)) > maxBytes)
    return refuse(`The answer is longer than ${maxBytes} bytes.`);
  const context = readContext(answer['context'], isFlat);
  if (isSimple) {
    return typeof isAuthorized === 'boolean'
      ? { isAuthorized, context }
      : refuse('The isAuthorized that the authorizer answered is neither true nor false.');
  }
  if (typeof principalId !== 'string' || principalId === '') return refuse('The authorizer answered no principalId.');
  return isObject(policyDocument) && (await isPolicy(policyDocument))
    ? { principalId, policy: policyDocument, context }
    : refuse('The policyDocument that the authorizer answered is no valid policy.');
};
