export { CognitoWsAdapter } from './ws-adapter.ts';
