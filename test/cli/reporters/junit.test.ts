import { expect, test } from 'vitest';
import { renderReport } from '#cli/reporters/reporter.ts';
import { checkResult, mixedReport, reportOf } from './sample-report.ts';
import { parseStrictXml } from './strict-xml.ts';

test('the document is well-formed and counts add up, per suite and in total', () => {
  const root = parseStrictXml(renderReport('junit', mixedReport()));
  expect(root.name).toBe('testsuites');
  expect(root.attributes.get('tests')).toBe('4');
  expect(root.attributes.get('failures')).toBe('1');
  expect(root.attributes.get('skipped')).toBe('1');
  expect(root.attributes.get('time')).toBe('0.048');
  expect(root.children.map((suite) => [suite.attributes.get('name'), suite.children.length])).toEqual([
    ['exchange', 2],
    ['backend', 2],
  ]);
});

test('a failure carries its three sentences, escaped, with control characters removed', () => {
  const root = parseStrictXml(renderReport('junit', mixedReport()));
  const failure = root.children[1]?.children[0]?.children[0];
  expect(failure?.name).toBe('failure');
  expect(failure?.text).toBe(
    'expected: 200 with strikes for "NIFTY" & 100 %\n' +
      'observed: 500 <html>[2J\r\nInternal, server: error]]>\n' +
      'remedy: curl "http://127.0.0.1:8000/health"',
  );
});

test('a warning passes but is told, a skipped check says why', () => {
  const root = parseStrictXml(renderReport('junit', mixedReport()));
  expect(root.children[0]?.children[1]?.children[0]?.text).toContain('remedy: sudo chronyc makestep');
  const skipped = root.children[1]?.children[1]?.children[0];
  expect([skipped?.name, skipped?.attributes.get('message')]).toEqual([
    'skipped',
    'skipped: backend.chain did not pass',
  ]);
});

test('every character that XML forbids is dropped, half a surrogate pair included', () => {
  const hostile = String.fromCharCode(...Array.from({ length: 32 }, (_, code) => code), 0xfffe, 0xd83d);
  const report = reportOf([checkResult({ status: 'fail', observed: `x${hostile}y📈` })]);
  const root = parseStrictXml(renderReport('junit', report));
  expect(root.children[0]?.children[0]?.children[0]?.attributes.get('message')).toMatch(
    /^x[\t\n\r]*\ufffd?y📈$/,
  );
});
