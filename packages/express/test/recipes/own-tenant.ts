import { AuthError } from '@cognito-guard/core';
import { getAuth } from '@cognito-guard/express';
import type { RequestHandler } from 'express';

/** Lets users reach their own tenant's routes, such as `/tenants/:tenant/orders`, behind `authenticate`. */
export const ownTenant: RequestHandler<{ tenant: string }> = (req, _res, next) => {
  if (getAuth(req).claims['tenant'] !== req.params.tenant) throw new AuthError('forbidden');
  next();
};
