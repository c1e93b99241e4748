/** An alias of Express 4; the types of 5 cover the parts that the tests use. */
declare module 'express4' {
  import express from 'express';
  export default express;
}
