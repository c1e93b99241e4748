/**
 * Returns the keys of `vitest.config.ts` in turn when a test generates an RSA key of 2,048 bits with node:crypto. There are
 * more keys than one test uses, so that its keys differ. Other key types are generated as usual.
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
