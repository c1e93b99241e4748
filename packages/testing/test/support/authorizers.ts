/** Authorizers and functions for local APIs. */

/** An IAM answer with one statement. */
export const policy = (effect: 'Allow' | 'Deny', resource: string | readonly string[], rest: object = {}): object => ({
  principalId: 'alice',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Effect: effect, Action: 'execute-api:Invoke', Resource: resource }],
  },
  ...rest,
});

/** All of the local API. */
export const everything = 'arn:aws:execute-api:eu-west-1:123456789012:localapi12/*';

/** Answers with the event that it was handed. */
export const echo = async (event: object): Promise<object> => ({ statusCode: 200, body: JSON.stringify(event) });

/** Keeps what it is handed, and answers with what it is told to. */
export const recorder = (answer: unknown = policy('Allow', everything)) => {
  const events: Record<string, unknown>[] = [];
  return {
    events,
    handler: async (event: Record<string, unknown>): Promise<unknown> => {
      events.push(event);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
};
