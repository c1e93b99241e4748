import { CredentialError } from './credential-error.ts';
import type { WebIdentityClient } from './options.ts';

type Module = Pick<typeof import('@aws-sdk/client-sts'), 'STS'>;

/**
 * Loads STS where the basic flow needs it: the enhanced flow does not, few take the other one, and so it is an optional
 * peer.
 *
 * @param region - The identity pool's.
 * @param load - What loads it.
 * @throws {@link CredentialError} `misconfigured` where it is not installed.
 */
export const loadSts = async (
  region: string,
  load: () => Promise<Module> = () => import('@aws-sdk/client-sts'),
): Promise<WebIdentityClient> => {
  const { STS } = await load().catch((): never => {
    // Its own error quotes a path of the machine.
    const message = 'The basic flow needs a package that cannot be loaded: npm install @aws-sdk/client-sts';
    throw new CredentialError('misconfigured', { message });
  });
  return new STS({ region, maxAttempts: 4 });
};
