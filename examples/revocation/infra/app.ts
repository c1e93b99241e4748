/** The CDK app: `npx aws-cdk deploy -c userPoolId=…`. */
import { App } from 'aws-cdk-lib';
import { bundle } from './bundle.ts';
import { RevocationStack } from './stack.ts';

const app = new App();

const userPoolId: unknown = app.node.tryGetContext('userPoolId');
if (typeof userPoolId !== 'string') throw new Error('Say which userPoolId: -c userPoolId=…');

new RevocationStack(app, 'Revocation', { userPoolId, code: bundle() });
