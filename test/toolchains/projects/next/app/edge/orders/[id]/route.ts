import { withAuth } from '@cognito-guard/core/web';
import { type NextRequest, NextResponse } from 'next/server';
import { getVerifier } from '../../../verifier';

export const runtime = 'edge';

interface Context {
  readonly params: Promise<{ readonly id: string }>;
}

export const GET = withAuth(
  getVerifier,
  async (request: NextRequest, auth, { params }: Context) =>
    NextResponse.json({ id: (await params).id, path: request.nextUrl.pathname, subject: auth.subject }),
  { requirements: { allScopes: ['orders/read'] } },
);
