import { describe, expect, it } from '@jest/globals';
import { mailNames } from '../../../lib/schematics/names.js';

describe('the name of a mail', () => {
  it.each([
    ['welcome', { template: 'welcome', file: 'welcome', type: 'Welcome', title: 'Welcome', up: '..' }],
    [
      'orders/OrderReceipt',
      { template: 'orders/order-receipt', type: 'OrderReceipt', title: 'Order receipt', up: '../..' },
    ],
    ['weekly digest', { template: 'weekly-digest', type: 'WeeklyDigest' }],
    ['welcome-mail', { template: 'welcome', type: 'Welcome' }],
    ['../../etc/passwd', { template: 'etc/passwd', up: '../..' }],
  ])('may be written as %s', (name, wanted) => {
    expect(mailNames(name)).toMatchObject(wanted);
  });

  it.each(['', '../', '4711', '안녕'])('is refused where no class could have it: %j', (name) => {
    expect(() => mailNames(name)).toThrow('is no name for a mail');
  });
});
