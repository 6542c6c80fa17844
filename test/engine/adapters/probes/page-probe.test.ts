import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { browserPath, BrowserMissing } from '#engine/adapters/probes/browser.ts';
import { createPageProbe, PriceCells, shownNumber } from '#engine/adapters/probes/page-probe.ts';
import { judgePage } from '#engine/verify/declared/page-check.ts';
import { pageDeclaration } from '#scenarios/suites/page-schema.ts';

const PAGE = (script: string): string => `<!doctype html><link rel="icon" href="data:,">
<table id="chain"><tr><td class="ltp">1,234.50</td></tr><tr><td class="ltp">-</td></tr></table><script>${script}</script>`;

const MOVING = `let price = 1234.5; const cell = document.querySelector('.ltp');
setInterval(() => { price += 0.05; cell.textContent = '₹ ' + price.toFixed(2); }, 50)`;

test('a browser is where PREOPEN_CHROMIUM says, or where the system has it', () => {
  const linux = { platform: 'linux', environment: {} } as const;
  expect(browserPath({ ...linux, exists: (path) => path === '/usr/bin/chromium' })).toBe('/usr/bin/chromium');
  const named = { platform: 'linux', environment: { PREOPEN_CHROMIUM: '/opt/chrome' } } as const;
  expect(browserPath({ ...named, exists: () => true })).toBe('/opt/chrome');
  expect(() => browserPath({ ...named, exists: (path) => path !== '/opt/chrome' })).toThrow(
    'PREOPEN_CHROMIUM names /opt/chrome',
  );
  expect(() => browserPath({ ...linux, exists: () => false })).toThrow(BrowserMissing);
});

test('numbers are read as pages write them', () => {
  expect(['₹ 1,23,456.50', ' -0.05 ', '+3', '-', '', '12%', 'NaN'].map(shownNumber)).toEqual([
    123_456.5,
    -0.05,
    3,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('a cell has moved once its number was another, even if it came back', () => {
  const cells = new PriceCells();
  for (const text of ['10', '10.00', '11', '10']) cells.look([[text, '-'], ['7']]);
  expect(cells).toMatchObject({ rows: 2, numbers: 2, moved: 1 });
});

test('a real browser sees prices move, stand still and errors on the console', async (context) => {
  const path = foundBrowser();
  if (path === undefined) return context.skip('no Chromium on this machine: the page is not opened');
  const server = createServer((request, response) => {
    const script = request.url === '/moving' ? MOVING : request.url === '/broken' ? 'nowhere()' : '';
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE(script));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const probe = createPageProbe(() => performance.now());
  const look = (name: string) =>
    judgePage(
      pageDeclaration.parse({ url: `${base}/${name}`, rows: '#chain tr', cells: '.ltp', within: '3s' }),
      probe,
    );
  const [moving, still, broken] = [await look('moving'), await look('still'), await look('broken')];
  server.closeAllConnections();
  server.close();
  expect(moving).toMatchObject({ status: 'pass', observed: '2 rows, 1 of 1 prices moved' });
  expect(still.observed).toBe('0 of 1 prices moved in 3 s');
  expect(broken.observed).toContain('console errors, the first: nowhere is not defined');
});

function foundBrowser(): string | undefined {
  try {
    return browserPath({ environment: process.env, platform: process.platform, exists: existsSync });
  } catch {
    return undefined;
  }
}
