import type { Logger } from '@aws-lambda-powertools/logger';
import type { VerifierEvent } from '@cognito-guard/core';

/** Events as log lines of Powertools for AWS Lambda: `onEvent: logTo(new Logger({ serviceName: 'orders' }))`. */
export const logTo =
  (logger: Logger) =>
  ({ type, ...fields }: VerifierEvent): void => {
    if (type === 'verified' || type === 'keys_refreshed') logger.debug(type, fields);
    else if (type === 'rejected') logger.info(type, fields);
    else logger.warn(type, fields);
  };
