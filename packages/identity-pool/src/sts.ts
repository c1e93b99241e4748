import { CredentialError } from './credential-error.ts';
import type { WebIdentityClient } from './options.ts';

type Module = Pick<typeof import('@aws-sdk/client-sts'), 'STS'>;

/**
 * Loads `@aws-sdk/client-sts`, an optional peer dependency that only the basic flow needs.
 *
 * @param region - The identity pool's region.
 * @param load - Imports the module.
 * @returns A client for the region.
 * @throws {@link CredentialError} `misconfigured` where the package is not installed.
 */
export const loadSts = async (
  region: string,
  load: () => Promise<Module> = () => import('@aws-sdk/client-sts'),
): Promise<WebIdentityClient> => {
  const { STS } = await load().catch((): never => {
    // The import error contains a path of the machine.
    const message = 'The basic flow requires a package that cannot be loaded: npm install @aws-sdk/client-sts';
    throw new CredentialError('misconfigured', { message });
  });
  return new STS({ region, maxAttempts: 4 });
};
