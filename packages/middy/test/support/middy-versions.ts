import middy7 from '@middy/core';
import cors7 from '@middy/http-cors';
import errorHandler7 from '@middy/http-error-handler';
import middy6 from 'middy6';
import cors6 from 'middy6-http-cors';
import errorHandler6 from 'middy6-http-error-handler';

/** Both major versions; the types of 7 cover the used parts of 6. */
export const middyVersions: readonly (readonly [
  string,
  { middy: typeof middy7; cors: typeof cors7; errorHandler: typeof errorHandler7 },
])[] = [
  ['Middy 7', { middy: middy7, cors: cors7, errorHandler: errorHandler7 }],
  [
    'Middy 6',
    {
      middy: middy6 as typeof middy7,
      cors: cors6 as typeof cors7,
      errorHandler: errorHandler6 as typeof errorHandler7,
    },
  ],
];
