/** A page with Amplify whose user signs in by password. */
import { passwordClient } from './amplify-password.ts';
import type { Settings } from './world.ts';

declare const settings: Settings;

Object.assign(globalThis, { client: passwordClient(settings) });
