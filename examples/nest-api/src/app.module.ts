import { createVerifier } from '@cognito-guard/core';
import { CognitoGuardModule, type CognitoGuardOptions } from '@cognito-guard/nest';
import { Module } from '@nestjs/common';
import { OrdersModule } from './orders.module.ts';

/** A factory, so that tests that override the options need no user pool in the environment. */
const useFactory = (): CognitoGuardOptions => {
  const { USER_POOL_ID: userPoolId = '', CLIENT_ID: clientId = '' } = process.env;
  return { verifier: createVerifier({ userPoolId, clientId, tokenUse: 'access' }) };
};

@Module({ imports: [CognitoGuardModule.forRootAsync({ useFactory }), OrdersModule] })
export class AppModule {}
