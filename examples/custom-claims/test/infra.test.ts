import { readFileSync } from 'node:fs';
import { parse as parseTerraform } from '@cdktn/hcl2json';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { LogLevel } from 'aws-cdk-lib/aws-lambda-nodejs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ClaimsStack } from '../infra/stack.ts';

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

test('the CDK stack sends events of version 3 to the trigger, which Cognito may invoke', () => {
  const esbuildArgs = { '--conditions': '@cognito-guard/source,module' };
  const stack = new ClaimsStack(new App(), 'Claims', { bundling: { esbuildArgs, logLevel: LogLevel.WARNING } });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Cognito::UserPool', {
    LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: Match.anyValue(), LambdaVersion: 'V3_0' } },
  });
  template.hasResourceProperties('AWS::Lambda::Permission', { Principal: 'cognito-idp.amazonaws.com' });
  template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 5, Handler: 'index.handler' });
});

test('the SAM template does, too', () => {
  const short = (name: string) => ({ tag: `!${name}`, resolve: (value: string) => ({ [name]: value }) });
  const { Resources } = parse(read('template.yaml'), { customTags: ['Ref', 'GetAtt'].map(short) });
  const trigger = { LambdaArn: { GetAtt: 'Claims.Arn' }, LambdaVersion: 'V3_0' };
  expect(Resources.Users.Properties.LambdaConfig).toEqual({ PreTokenGenerationConfig: trigger });
  expect(Resources.CognitoInvokesClaims.Properties).toMatchObject({
    FunctionName: { Ref: 'Claims' },
    SourceArn: { GetAtt: 'Users.Arn' },
  });
});

test('the Terraform configuration does, too', async () => {
  const { resource } = await parseTerraform('main.tf', read('main.tf'));
  expect(resource.aws_cognito_user_pool.users[0].lambda_config).toEqual([
    {
      pre_token_generation_config: [
        { lambda_arn: expect.stringContaining('aws_lambda_function.claims.arn'), lambda_version: 'V3_0' },
      ],
    },
  ]);
  expect(resource.aws_lambda_permission.cognito_invokes_claims[0]).toMatchObject({
    principal: 'cognito-idp.amazonaws.com',
    source_arn: expect.stringContaining('aws_cognito_user_pool.users.arn'),
  });
});
