import { describe, expect, it } from '@jest/globals';
import { newBoundary, newMessageId } from '../../../../lib/message/compose/message-id.js';

describe('a new Message-ID', () => {
  it('is a message id of the domain, another one each time', () => {
    const ids = Array.from({ length: 1000 }, () => newMessageId('example.org'));
    expect(new Set(ids).size).toBe(1000);
    expect(ids.every((id) => /^<[0-9a-f-]{36}@example\.org>$/.test(id))).toBe(true);
  });
});

describe('a new boundary', () => {
  it('needs no quotes and is another one each time', () => {
    const boundaries = Array.from({ length: 1000 }, () => newBoundary());
    expect(new Set(boundaries).size).toBe(1000);
    expect(boundaries.every((boundary) => /^[0-9a-f]{32}$/.test(boundary))).toBe(true);
  });
});
