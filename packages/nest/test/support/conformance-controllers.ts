import 'reflect-metadata';
import type { Auth } from '@cognito-guard/core';
import * as tokenSources from '@cognito-guard/nest';
import { Authenticate, Authorize, CurrentAuth, Public } from '@cognito-guard/nest';
import { type ConformanceRoute, conformanceRoutes, tokenSourceOf } from '@cognito-guard/testing/conformance';
import { Controller, Delete, Get, type Type } from '@nestjs/common';

const controllerOf = ({ method, path, authenticate, authorize }: ConformanceRoute): Type => {
  class RouteController {
    handle(auth?: Auth | null): object {
      return { subject: auth?.subject ?? null };
    }
  }
  const isPublic = authenticate.length === 0;
  const decorators = [
    (method === 'GET' ? Get : Delete)(path),
    ...(isPublic ? [Public()] : []),
    ...authenticate.map(({ optional, sources }) =>
      Authenticate({ optional, token: sources.map((source) => tokenSourceOf(source, tokenSources)) }),
    ),
    ...(authorize === null ? [] : [Authorize(authorize)]),
  ];
  const { prototype } = RouteController;
  // Like TypeScript's decorators: the last one runs first.
  Reflect.decorate(decorators, prototype, 'handle', Object.getOwnPropertyDescriptor(prototype, 'handle'));
  if (!isPublic) CurrentAuth({ optional: true })(prototype, 'handle', 0);
  Controller()(RouteController);
  return RouteController;
};

/** The routes of the conformance suite. */
export const conformanceControllers: readonly Type[] = conformanceRoutes.map(controllerOf);
