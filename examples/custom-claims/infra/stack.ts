import { fileURLToPath } from 'node:url';
import { BundledFunction } from '@cognito-guard/cdk';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { LambdaVersion, StringAttribute, UserPool, UserPoolOperation } from 'aws-cdk-lib/aws-cognito';
import type { BundlingOptions } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';

export interface ClaimsStackProps extends StackProps {
  /** Bundling options of the trigger. */
  readonly bundling?: BundlingOptions;
}

/** A user pool with the trigger. Version 3 includes access tokens of machines. */
export class ClaimsStack extends Stack {
  constructor(scope: Construct, id: string, { bundling = {}, ...props }: ClaimsStackProps = {}) {
    super(scope, id, props);

    // Users must not write the attribute that decides about their claims: leave it out of each client's writeAttributes.
    const pool = new UserPool(this, 'Users', { customAttributes: { tenant: new StringAttribute() } });
    const trigger = new BundledFunction(this, 'Claims', {
      entry: fileURLToPath(new URL('../src/trigger.ts', import.meta.url)),
      // Cognito waits for at most five seconds.
      timeout: Duration.seconds(5),
      bundling,
    });
    pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, trigger, LambdaVersion.V3_0);
  }
}
