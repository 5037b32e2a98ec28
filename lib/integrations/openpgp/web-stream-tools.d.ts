// The declarations of openpgp import two types from a package that it does not install.
declare module '@openpgp/web-stream-tools' {
  import type { ReadableStream } from 'node:stream/web';

  export type WebStream<T> = ReadableStream<T>;
  export type NodeWebStream<T> = ReadableStream<T>;
}
