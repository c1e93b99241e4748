import type { VerifierEvent } from '@cognito-guard/core';
import type { Logger } from 'pino';

/** Events as log lines of pino: `onEvent: logTo(pino())`. */
export const logTo =
  (logger: Logger) =>
  ({ type, ...fields }: VerifierEvent): void => {
    if (type === 'verified' || type === 'keys_refreshed') logger.debug(fields, type);
    else if (type === 'rejected') logger.info(fields, type);
    else logger.warn(fields, type);
  };
