import { expect, it } from '@jest/globals';
import { pieceOfSlab } from '../../../../lib/message/compose/slab.js';

it('loses no piece when another one is given to a thread', () => {
  const [given, other] = [pieceOfSlab(8), pieceOfSlab(8)];
  try {
    structuredClone(given, { transfer: [given.buffer as ArrayBuffer] });
  } catch {
    // Since Node 21 it is refused, before that it is copied.
  }
  expect(other).toHaveLength(8);
});
