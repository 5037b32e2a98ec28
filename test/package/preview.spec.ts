import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

const program = `.then(async ({ startMailPreview }) => {
  const preview = await startMailPreview();
  const files = ['', 'page.js', 'page.css', 'icon.svg'];
  const answers = await Promise.all(files.map((name) => fetch(preview.url + '/' + name)));
  console.log(answers.map(({ status, headers }) => status + ' ' + headers.get('content-type')).join());
  await preview.close();
})`;

describe('the page of the preview', () => {
  it.each([
    ['ES module', `import('./dist/esm/integrations/preview/index.js')`],
    ['CommonJS', `Promise.resolve(require('./dist/cjs/integrations/preview/index.js'))`],
  ])('is in the build for %s', (_format, load) => {
    const printed = execFileSync(process.execPath, ['-e', load + program], { encoding: 'utf8' });
    expect(printed.trim()).toBe(
      '200 text/html; charset=utf-8,200 text/javascript; charset=utf-8,200 text/css; charset=utf-8,200 image/svg+xml; charset=utf-8',
    );
  });
});
