/** The CDK app: `npm run deploy`. */
import { App } from 'aws-cdk-lib';
import { ClaimsStack } from './stack.ts';

new ClaimsStack(new App(), 'CustomClaims');
