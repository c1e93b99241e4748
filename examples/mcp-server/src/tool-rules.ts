import { authorize } from '@cognito-guard/express';
import type { RequestHandler } from 'express';

// #region tool-rules
/** What single tools require. A challenge names all scopes that the tool needs, and how recent the sign-in must be. */
const rules = new Map<unknown, RequestHandler>([
  ['cancel', authorize({ allScopes: ['orders/write', 'orders/cancel'], maxAuthAgeSeconds: 300 })],
]);

/** Refuses a tool call before the SDK answers it: only an HTTP status makes a client sign in again. */
export const authorizeTools: RequestHandler = (req, res, next) => {
  // Protocol version 2025-06-18 removed batches. A batch could hide a call from these rules.
  if (Array.isArray(req.body)) {
    res.sendStatus(400);
    return;
  }
  const rule = req.body?.method === 'tools/call' ? rules.get(req.body.params?.name) : undefined;
  if (rule === undefined) next();
  else rule(req, res, next);
};
// #endregion
