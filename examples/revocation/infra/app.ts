/** The CDK app: `npm run deploy -- -c userPoolId=…`; with `-c createTrail=false` where the account has a trail. */
import { App } from 'aws-cdk-lib';
import { bundle } from './bundle.ts';
import { RevocationStack } from './stack.ts';

const app = new App();

const userPoolId: unknown = app.node.tryGetContext('userPoolId');
if (typeof userPoolId !== 'string') throw new Error('Pass userPoolId: -c userPoolId=…');

const createTrail = app.node.tryGetContext('createTrail') !== 'false';

new RevocationStack(app, 'Revocation', { userPoolId, createTrail, code: bundle() });
