import { expect, it } from '@jest/globals';
import { caughtMail } from '../../../../lib/integrations/preview/caught-mail.js';
import { hasRemoteImages } from '../../../../lib/integrations/preview/mail-html.js';

const often = (text: string): string => text.repeat(1_000_000);

// In steps of the square of their length these take hours, which no run of the tests outlives.
it.each(['<style', '<a ', '<'])('is done with a mail of nothing but %j', async (tag) => {
  const raw = Buffer.from(`Content-Type: text/html\r\n\r\n${often(tag)}`);
  const { summary } = await caughtMail(raw, { from: '', to: ['ann@example.org'] });
  expect(summary.beginning).toBe('');
});

it.each(['<a ', 'src = ', 'url( ', ' '])('knows that there is no remote image in nothing but %j', (text) => {
  expect(hasRemoteImages(`src=${often(text)}`)).toBe(false);
});
