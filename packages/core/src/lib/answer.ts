/**
 * Reads the answer of an application's function that decides about a request.
 *
 * @param option - The function's option, for the message.
 * @throws TypeError for an answer that is not true or false.
 */
export const readAnswer = (option: string, answer: unknown): boolean => {
  if (typeof answer === 'boolean') return answer;
  // A promise is truthy: as a result, it would accept every token. Its rejection must not end the process.
  if (answer instanceof Promise) answer.catch(() => undefined);
  throw new TypeError(`${option}: expected true or false, got a value of type ${typeof answer}.`);
};
