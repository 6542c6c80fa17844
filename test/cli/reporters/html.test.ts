import { expect, test } from 'vitest';
import { renderReport } from '#cli/reporters/reporter.ts';
import type { VerifyReport } from '#cli/reporters/verify-report.ts';
import { isXmllintSkipped, xmllintFaults, xmllintNote } from '#test/support/xmllint.ts';
import { checkResult, hostileReport, mixedReport, reportOf } from './sample-report.ts';

const page = (report: VerifyReport): string => renderReport('html', report);

/** libxml2 knows HTML 4 and so neither the newer elements nor drawings. */
const NEWER_ELEMENT = /Tag (?:main|header|section|article|footer|details|summary|svg|rect|line|text) invalid/;

function htmlFaults(html: string): readonly string[] {
  const lines = xmllintFaults(html, ['--html']).split('\n');
  return lines.filter((line) => line.includes('error :') && !NEWER_ELEMENT.test(line));
}

test.skipIf(isXmllintSkipped).each([
  ['mixed', mixedReport()],
  ['hostile', hostileReport()],
  ['empty', reportOf([])],
])(`the page of a %s report is HTML and well-formed XML${xmllintNote}`, (_name, report) => {
  expect(xmllintFaults(page(report), [])).toBe('');
  expect(htmlFaults(page(report))).toEqual([]);
  expect(xmllintFaults(page(report).replace('</h1>', ''), [])).toContain('h1');
});

test('the page loads nothing and runs nothing', () => {
  const html = page(hostileReport());
  expect(html).toContain('content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;"');
  expect(html).not.toMatch(
    /<(?:script|link|img|iframe|object|embed|base|form)\b|\son\w+="|\ssrc=|\shref=|@import|url\(/i,
  );
});

test('dark and light follow the reader', () => {
  expect(page(mixedReport())).toContain('@media (prefers-color-scheme: dark)');
});

test('a failure stands on top with its remedy, whole and unchanged', () => {
  const html = page(mixedReport());
  expect(html.indexOf('What to mend')).toBeLessThan(html.indexOf('All checks'));
  expect(html).toContain('<pre>curl &quot;http://127.0.0.1:8000/health&quot;</pre>');
  expect(page(reportOf([checkResult({})]))).not.toContain('What to mend');
});

test('evidence is shown as it is, for a passed check on request', () => {
  const html = page(reportOf([checkResult({ evidence: 'a  <b>\nc  d' })]));
  expect(html).toContain(
    '<details><summary class="faint">evidence</summary><pre class="evidence">a  &lt;b&gt;\nc  d</pre></details>',
  );
});

test('the timeline has a bar for each check that was tried, where and as long as it was', () => {
  const html = page(
    reportOf([
      checkResult({ id: 'a', startedMs: 0, durationMs: 500 }),
      checkResult({ id: 'b', startedMs: 500, durationMs: 500, attempts: 2 }),
      checkResult({ id: 'c', status: 'skip', attempts: 0, startedMs: 500, durationMs: 0 }),
    ]),
  );
  expect(html).toContain('aria-label="Timeline of 2 checks over 1.0 s"');
  const bars = [...html.matchAll(/x="([\d.]+)" y="[\d.]+" width="([\d.]+)"[^>]*><title>(\w+): /g)];
  expect(bars.map(([, x, width, id]) => [id, Number(x), Number(width)])).toEqual([
    ['a', 250, 340],
    ['b', 590, 340],
  ]);
  expect(html).toContain('<title>b: pass, from 500 ms on, 500 ms, 2 tries</title>');
});

test('a latency has a bar and its limit, the fullest first', () => {
  const measurements = [
    { name: 'quick', value: 10, unit: 'ms', limit: { kind: 'max', value: 1000 } },
    { name: 'slow', value: 2000, unit: 'ms', limit: { kind: 'max', value: 1e6 } },
    { name: 'late', value: 1000, unit: 'ms', limit: { kind: 'max', value: 500 } },
  ] as const;
  const html = page(reportOf([checkResult({ status: 'fail', measurements })]));
  const bars = [...html.matchAll(/class="bar (\w+)"[^>]*><title>exchange\.login (\w+): ([^<]+)</g)];
  expect(bars.map(([, status, name, text]) => [name, status, text])).toEqual([
    ['late', 'fail', '1.0 s, max 500 ms'],
    ['quick', 'pass', '10 ms, max 1.0 s'],
    ['slow', 'pass', '2.0 s, max 16.7 min'],
  ]);
  const limits = [...html.matchAll(/<line class="limit" x1="([\d.]+)"/g)].map(([, x]) => Number(x));
  expect(limits, 'the third is far off').toEqual([330 + 580 / 4, 330 + 580 / 2]);
});

test('figures of instruments make a heat map by underlying and expiry, the broken ones in the colour of their check', () => {
  const limit = { kind: 'min', value: 0.95 } as const;
  const measurements = [
    { name: 'legs priced NIFTY 2026-02-10', value: 1, unit: 'share', limit },
    { name: 'legs priced NIFTY 2026-02-17', value: 0.9801, unit: 'share', limit },
    { name: 'legs priced BANKNIFTY 2026-02-24', value: 0, unit: 'share', limit },
  ] as const;
  const html = page(reportOf([checkResult({ id: 'chain', status: 'fail', measurements })]));
  expect(html).toContain('<h3>chain: legs priced</h3>');
  for (const text of ['NIFTY', 'BANKNIFTY', '2026-02-10', '2026-02-17', '2026-02-24'])
    expect(html).toMatch(new RegExp(`<text[^>]*>${text}</text>`));
  const cells = [...html.matchAll(/class="bar (\w+)"[^>]*><title>chain legs priced ([^<]+)</g)];
  expect(cells.map(([, status, text]) => [status, text])).toEqual([
    ['pass', 'NIFTY 2026-02-10: 100 %'],
    ['pass', 'NIFTY 2026-02-17: 98 %'],
    ['fail', 'BANKNIFTY 2026-02-24: 0 %'],
  ]);
});

test('figures of instruments without an expiry make one map per check, a column per kind', () => {
  const measurements = [
    { name: 'arrival age NIFTY', value: 80, unit: 'ms' },
    { name: 'exchange age NIFTY', value: 900, unit: 'ms' },
    { name: 'arrival age SENSEX', value: 40, unit: 'ms' },
  ] as const;
  const html = page(reportOf([checkResult({ id: 'feed.fresh', measurements })]));
  expect(html.match(/<article class="map">/g)).toHaveLength(1);
  for (const text of ['arrival age', 'exchange age', 'NIFTY', 'SENSEX'])
    expect(html).toMatch(new RegExp(`<text[^>]*>${text}</text>`));
});

test('long lists are cut and say how much is left', () => {
  const many = Array.from({ length: 70 }, (_, index) => [
    { name: `latency ${index}`, value: index, unit: 'ms' as const },
    { name: `age LEG${index}`, value: index, unit: 'ms' as const },
  ]).flat();
  const html = page(reportOf([checkResult({ measurements: many })]));
  expect(html).toContain('and 30 more, in the JSON report');
  expect(html).toContain('and 10 more rows, in the JSON report');
});
