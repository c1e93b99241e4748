/** Who calls the pool for a user: an app client, or a page of managed login on its behalf. */
export interface Caller {
  readonly clientId: string;
  /** `ClientMetadata` of the call. Pages have none. */
  readonly clientMetadata?: Record<string, string> | undefined;
}

/** A member of a trigger's request: left out where the caller gave none. */
export const metadataOf = ({ clientMetadata }: Caller): { clientMetadata?: Record<string, string> } =>
  clientMetadata === undefined ? {} : { clientMetadata };
