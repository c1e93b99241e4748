/** An alias of Express 4; the types of 5 describe what the tests use of it. */
declare module 'express4' {
  import express from 'express';
  export default express;
}
