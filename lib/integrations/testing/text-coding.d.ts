// The declarations of postal-mime name two types that those of Node 20 have only as values.
import type * as util from 'node:util';

declare global {
  interface TextDecoder extends util.TextDecoder {}
  interface TextEncoder extends util.TextEncoder {}
}
