import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { letter } from 'nestjs-spring-mail';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { describeWith } from '../support/describe-with.js';

const { html } = letter(
  [
    { greeting: 'Hello Ann' },
    'A line.',
    { table: { columns: ['Item', 'Price'], rows: [['Pen', '2.00 €']], align: ['left', 'right'] } },
    { button: 'Follow the parcel', link: 'https://example.org' },
    { panel: 'Your code: 482913' },
    { list: ['one', 'two'] },
    { smallPrint: `Small, and ${'long '.repeat(40)}` },
  ],
  { footer: ['Example Shop'] },
);

/** Contrast of every text with what is behind it (WCAG 2.2, 1.4.3). Runs in the page. */
const CONTRASTS = `(() => {
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const behind = (element) => {
    const colour = parts(getComputedStyle(element).backgroundColor);
    return colour.length === 4 && colour[3] === 0 ? behind(element.parentElement) : colour;
  };
  return [...document.querySelectorAll('h1, p, th, td.around, td, a, li')]
    .filter((element) => [...element.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim()))
    .map((element) => {
      const [a, b] = [light(parts(getComputedStyle(element).color)), light(behind(element))];
      return { text: element.textContent.slice(0, 20), contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) };
    });
})()`;

describeWith(['chromium'], 'a ready-made mail in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it.each(['light', 'dark'] as const)('can be read, all of it: %s', async (colorScheme) => {
    const page = await browser.newPage({ colorScheme });
    await page.setContent(html);
    const texts = await page.evaluate<{ text: string; contrast: number }[]>(CONTRASTS);
    expect(texts.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['Hello Ann', 'Pen', 'Follow the parcel', 'Your code: 482913', 'Example Shop']),
    );
    expect(texts.filter(({ contrast }) => contrast < 4.5)).toEqual([]);
    await page.close();
  });

  it('is as wide as a phone, and no wider than its column on a desk', async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 600 } });
    await page.setContent(html);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await page.setViewportSize({ width: 1200, height: 600 });
    expect(await page.evaluate("document.querySelector('.sheet').offsetWidth")).toBe(600);
    await page.close();
  });
});
