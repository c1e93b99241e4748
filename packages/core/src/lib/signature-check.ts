/** Checks one RS256 signature over the signing input (RFC 7515 §5.2). */
export type SignatureCheck = (signingInput: string, signature: Uint8Array) => boolean | Promise<boolean>;
