/** The CDK app: `npm run deploy -- -c userPoolId=… -c clientId=…`. */
import { App } from 'aws-cdk-lib';
import { OrdersStack } from './stack.ts';

const app = new App();

const context = (name: string): string => {
  const value: unknown = app.node.tryGetContext(name);
  if (typeof value === 'string') return value;
  throw new Error(`Pass ${name}: -c ${name}=…`);
};

new OrdersStack(app, 'OrdersHttp', { userPoolId: context('userPoolId'), clientId: context('clientId') });
