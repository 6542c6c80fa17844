import { CHECK_STATUSES } from '#engine/verify/check.ts';
import type { CheckResult, CheckStatus } from '#engine/verify/check.ts';
import { istDate, istTimeOfDay } from '#engine/market/ist-time.ts';
import { escapeXml } from '../escape-xml.ts';
import { evidenceLines, groupsOf } from '../verify-report.ts';
import type { CheckGroup, VerifyReport } from '../verify-report.ts';
import { CHART_WIDTH, rectangle, svg } from './chart.ts';
import { htmlDocument, section } from './document.ts';
import { figuresOf, spokenMs, spokenValue } from './figures.ts';
import type { Figure } from './figures.ts';
import { heatMaps } from './heat-map.ts';
import type { HeatMap } from './heat-map.ts';
import { latencyBars } from './latency-bars.ts';
import { timeline } from './timeline.ts';

/** The report as one HTML file. */
export function renderHtml(report: VerifyReport): string {
  const figures = figuresOf(report.checks);
  return htmlDocument(`preopen verify: ${verdict(report).word}, ${report.target}`, [
    head(report),
    section('What to mend', report.checks.filter(needsMending).map(mending)),
    section('Timeline', [timeline(report.checks)]),
    section('By instrument and expiry', [heatMapGallery(heatMaps(figures.filter(isTold)))]),
    section('Latency', [latencyBars(figures.filter(isLatency))]),
    section('Figures', [figureTable(figures.filter((figure) => !isTold(figure) && !isLatency(figure)))]),
    section('All checks', groupsOf(report.checks).map(groupTable)),
    `<footer>preopen ${escapeXml(report.version)}</footer>`,
  ]);
}

function verdict({ exitCode }: VerifyReport): { readonly word: string; readonly tone: CheckStatus } {
  if (exitCode === 0) return { word: 'ok', tone: 'pass' };
  return exitCode === 3 ? { word: 'inconclusive', tone: 'warn' } : { word: 'failed', tone: 'fail' };
}

function head(report: VerifyReport): string {
  const { target, suite, startedAtMs, durationMs, exitCode, exitReason } = report;
  const { word, tone } = verdict(report);
  const facts: readonly (readonly [string, string])[] = [
    ['suite', suite],
    ['began', `${istDate(startedAtMs)} ${istTimeOfDay(startedAtMs)} IST`],
    ['took', spokenMs(durationMs)],
    ['exit', String(exitCode)],
  ];
  return [
    `<header class="${tone}">`,
    '<p class="brand">preopen verify</p>',
    `<h1>${escapeXml(word)}</h1>`,
    `<p>${escapeXml(exitReason)}</p>`,
    `<ul class="facts"><li>${escapeXml(target)}</li>`,
    ...facts.map(([name, value]) => `<li>${name} <b>${escapeXml(value)}</b></li>`),
    '</ul>',
    countsBar(report),
    '</header>',
  ].join('\n');
}

/** How many checks have which status, as one bar and in figures. */
function countsBar({ summary, checks }: VerifyReport): string {
  const present = CHECK_STATUSES.filter((status) => summary[status] > 0);
  const width = (status: CheckStatus): number => (summary[status] / checks.length) * CHART_WIDTH;
  const bars = present.map((status, index) =>
    rectangle({
      x: present.slice(0, index).reduce((sum, before) => sum + width(before), 0),
      y: 0,
      width: Math.max(2, width(status) - 2),
      height: 10,
      className: `bar ${status}`,
    }),
  );
  const items = present.map(
    (status) =>
      `<li class="${status}"><span class="dot"></span><b>${summary[status]}</b> ${WORDS[status]}</li>`,
  );
  return present.length === 0
    ? ''
    : `${svg({ fit: 'strip', width: CHART_WIDTH, height: 10, label: 'Checks by status' }, bars)}\n<ul class="counts">${items.join('')}</ul>`;
}

const WORDS: Readonly<Record<CheckStatus, string>> = {
  pass: 'passed',
  warn: 'warned',
  fail: 'failed',
  skip: 'skipped',
  pending: 'pending',
};

function needsMending({ status, remedy }: CheckResult): boolean {
  return status === 'fail' || status === 'warn' || remedy !== '';
}

function mending(check: CheckResult): string {
  const { id, title, status, expected, observed, remedy } = check;
  const rows = [
    ['expected', escapeXml(expected)],
    ['observed', escapeXml(observed)],
    ['remedy', remedy === '' ? '' : `<pre>${escapeXml(remedy)}</pre>`],
    ['evidence', evidenceBlock(check)],
  ].filter(([, text]) => text !== '');
  return [
    `<article class="mend ${status}"><h3><span class="dot"></span>${escapeXml(title)} <span class="id">${escapeXml(id)}</span></h3>`,
    `<dl>${rows.map(([name, text]) => `<dt>${name}</dt><dd>${text}</dd>`).join('')}</dl></article>`,
  ].join('\n');
}

function evidenceBlock(check: CheckResult): string {
  const lines = evidenceLines(check);
  return lines.length === 0 ? '' : `<pre class="evidence">${escapeXml(lines.join('\n'))}</pre>`;
}

/** A figure of an instrument or an underlying. */
function isTold({ subject }: Figure): boolean {
  return subject !== undefined;
}

function isLatency({ subject, measurement }: Figure): boolean {
  return subject === undefined && measurement.unit === 'ms';
}

function heatMapGallery(maps: readonly HeatMap[]): string {
  const articles = maps.map(
    ({ title, drawing }) => `<article class="map"><h3>${escapeXml(title)}</h3>\n${drawing}</article>`,
  );
  return articles.length === 0 ? '' : `<div class="maps">${articles.join('\n')}</div>`;
}

function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ check, measurement }) => {
    const { name, unit, limit } = measurement;
    const asked = limit ? `${limit.kind} ${spokenValue({ value: limit.value, unit })}` : '';
    return `<tr><td>${escapeXml(name)} <span class="id">${escapeXml(check.id)}</span></td><td class="num">${escapeXml(spokenValue(measurement))}</td><td class="num">${escapeXml(asked)}</td></tr>`;
  });
  return rows.length === 0
    ? ''
    : `<div class="scroll"><table><tr><th>figure</th><th class="num">value</th><th class="num">limit</th></tr>${rows.join('\n')}</table></div>`;
}

function groupTable({ name, checks }: CheckGroup): string {
  const count = `${checks.length} ${checks.length === 1 ? 'check' : 'checks'}`;
  return [
    `<details open="open"><summary>${escapeXml(name)} <span class="faint">${count}</span></summary>`,
    '<div class="scroll"><table><tr><th>status</th><th>check</th><th>observed</th><th class="num">took</th></tr>',
    ...checks.map(checkRow),
    '</table></div></details>',
  ].join('\n');
}

function checkRow(check: CheckResult): string {
  const { id, title, status, observed, durationMs, attempts } = check;
  const evidence = evidenceBlock(check);
  const more =
    evidence === '' ? '' : `<details><summary class="faint">evidence</summary>${evidence}</details>`;
  const took = attempts === 0 ? '' : spokenMs(durationMs) + (attempts > 1 ? ` ×${attempts}` : '');
  return [
    `<tr class="${status}"><td class="state"><span class="dot"></span>${WORDS[status]}</td>`,
    `<td>${escapeXml(title)}<br/><span class="id">${escapeXml(id)}</span></td>`,
    `<td class="observed">${escapeXml(observed)}${more}</td><td class="num">${took}</td></tr>`,
  ].join('');
}
