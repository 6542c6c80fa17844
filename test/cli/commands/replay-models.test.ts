import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReplayReport } from '#cli/reporters/replay-report.ts';
import { parseStrictXml } from '../reporters/strict-xml.ts';
import { preopen } from '#test/support/preopen-command.ts';
import { shortScenario } from '#test/support/short-scenario.ts';

const HOURS = shortScenario('market-hours', '09:18:00');

test('two models on one day: errors by strike and age of knowledge, the digest that of the first alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'preopen-models-'));
  const [json, html] = [join(folder, 'report.json'), join(folder, 'report.html')];
  const compared = ['replay', HOURS, '--price-model', 'black76', '--vs', 'seed-decay'];
  const formats = ['-f', 'pretty', '-f', `json:${json}`, '-f', `html:${html}`];
  const { exitCode, stdout, stderr } = await preopen([...compared, ...formats]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain('models    black76 / seed-decay: median rupees and percent off');
  expect(stdout).toMatch(/NIFTY 2026-02-10 +ticks +just before +1 min/);
  expect(stdout).toContain('and 6 farther expiries: -f json or html shows them');
  const report = JSON.parse(readFileSync(json, 'utf8')) as ReplayReport;
  const { models, rows } = report.modelErrors!;
  expect(models).toEqual(['black76', 'seed-decay']);
  const atTheMoney = rows.filter(({ bucket }) => bucket.startsWith('ATM'));
  expect(new Set(atTheMoney.map(({ underlying, expiry }) => `${underlying} ${expiry}`)).size).toBe(12);
  expect(new Set(rows.map(({ horizonMinutes }) => horizonMinutes))).toEqual(new Set([0, 1]));
  for (const { misses, count } of atTheMoney) {
    expect(count).toBeGreaterThan(0);
    expect(misses[1].percent).toBeGreaterThan(20);
    expect(misses[0].percent).toBeLessThan(misses[1].percent / 3);
  }
  expectPage(readFileSync(html, 'utf8'));
  const again = await preopen([...compared, '-f', 'json']);
  const alone = await preopen(['replay', HOURS, '-f', 'json']);
  expect((JSON.parse(again.stdout) as ReplayReport).modelErrors).toEqual(report.modelErrors);
  expect((JSON.parse(alone.stdout) as ReplayReport).digest).toBe(report.digest);
});

function expectPage(html: string): void {
  expect(() => parseStrictXml(html.replace('<!DOCTYPE html>\n', ''))).not.toThrow();
  expect(html).toContain('<h2>black76 against seed-decay</h2>');
  // Twelve expiries, each just before the tick and a minute before it.
  expect(html.match(/<svg /g)).toHaveLength(24);
  expect(html.match(/<table class="misses">/g)).toHaveLength(24);
  expect(html).toContain('ATM +-.25%, just before, ');
  expect(html).not.toMatch(/<(?:script|link|img|iframe)\b|\ssrc=|\shref=|url\(/i);
}

test('a replay without a second model has a page of its checks', async () => {
  const { exitCode, stdout } = await preopen(['replay', HOURS, '-f', 'html']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('<p class="brand">preopen replay</p>');
  expect(stdout).toContain('<h2>Checks</h2>');
  expect(stdout).not.toContain('<svg');
});

test.each([
  [['--vs', 'black76'], 'expected another model than the one that the scenario names, was black76 twice'],
  [
    ['--price-model', 'dhan', '--vs', 'dhan'],
    'the one that --price-model names, was dhan twice. Choose black76 or seed-decay',
  ],
  [['--vs', 'heston'], 'expected one of black76, dhan, seed-decay'],
  [['--vs', 'dhan', '--no-reprice'], "'--vs <model>' cannot be used with option '--no-reprice'"],
  [['--vs', 'dhan', '--seeds', '2'], "'--vs <model>' cannot be used with option '--seeds <count>'"],
  [['--vs', 'dhan', '--shrink', 'x.yaml'], "'--vs <model>' cannot be used with option '--shrink <file>'"],
  [['--vs', 'dhan', '--compare'], "'--vs <model>' cannot be used with option '--compare'"],
  [['--seeds', '2', '-f', 'html'], 'replay --seeds: expected -f pretty or json, was html'],
])('replay %s is refused with what is accepted', async (flags, complaint) => {
  const { exitCode, stdout, stderr } = await preopen(['replay', HOURS, ...flags]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(complaint);
  expect(stderr).not.toContain('    at ');
});
