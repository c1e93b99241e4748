/**
 * Lends the keys of `vitest.config.ts` in turn where a test asks node:crypto for an RSA key of 2,048 bits. There are more
 * than one test holds at a time, so keys that have to differ do. Other keys are made as ever.
 */
import crypto, { createPrivateKey, createPublicKey } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Private keys in PEM. */
    readonly testKeys: readonly string[];
  }
}

const keys = inject('testKeys');
let lent = 0;

const generateKeyPairSync = new Proxy(crypto.generateKeyPairSync, {
  apply(make, self, options) {
    const pem = keys[lent % keys.length];
    if (pem === undefined || JSON.stringify(options) !== '["rsa",{"modulusLength":2048}]') {
      return Reflect.apply(make, self, options);
    }
    lent++;
    return { privateKey: createPrivateKey(pem), publicKey: createPublicKey(pem) };
  },
});

Object.assign(crypto, { generateKeyPairSync });
// What was imported by name is then this function too.
syncBuiltinESMExports();
