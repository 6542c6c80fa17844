import { escapeXml } from '../escape-xml.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import { VERSION } from '../../version.ts';
import type { ReplayReport } from '../replay-report.ts';
import { spokenMiss } from '../model-errors.ts';
import { factList, htmlDocument, section } from './document.ts';
import { modelErrorSection } from './model-error-section.ts';

/** What a replay found, as one HTML file. */
export function renderReplayHtml(report: ReplayReport): string {
  return htmlDocument(`preopen replay: ${wordOf(report)}, ${report.scenario}`, [
    head(report),
    report.modelErrors ? modelErrorSection(report.modelErrors) : '',
    section('Repriced against the recording', [repriceTable(report)]),
    section('Checks', [checkTable(report)]),
    `<footer>preopen ${escapeXml(VERSION)}</footer>`,
  ]);
}

function head(report: ReplayReport): string {
  const { scenario, title, date, seed, events, ticks, counters, seconds, exitCode, digest } = report;
  return [
    `<header class="${exitCode === EXIT_CODES.ok ? 'pass' : 'fail'}">`,
    '<p class="brand">preopen replay</p>',
    `<h1>${escapeXml(wordOf(report))}</h1>`,
    `<p>${escapeXml(title)}</p>`,
    factList([
      ['scenario', scenario],
      ['date', date],
      ['seed', String(seed)],
      ['events', String(events)],
      ['ticks', String(ticks)],
      ['legs repriced', String(counters.legsRepriced)],
      ['took', `${seconds.toFixed(1)} s`],
      ['exit', String(exitCode)],
    ]),
    `<p class="id">${escapeXml(digest)}</p>`,
    '</header>',
  ].join('\n');
}

function wordOf({ exitCode }: ReplayReport): string {
  if (exitCode === EXIT_CODES.ok) return 'ok';
  if (exitCode === EXIT_CODES.interrupted) return 'interrupted';
  return exitCode === EXIT_CODES.diverged ? 'diverged' : 'failed';
}

/** A block of rows for each expiry and time: narrow enough for a phone. */
function repriceTable({ repriceErrors }: ReplayReport): string {
  if (repriceErrors.length === 0) return '';
  const blocks = Map.groupBy(
    repriceErrors,
    ({ underlying, expiry, horizonSeconds }) => `${underlying} ${expiry}, after ${horizonSeconds / 60} min`,
  );
  const rows = [...blocks].flatMap(([name, own]) => [
    `<tr><td class="block" colspan="4">${escapeXml(name)}</td></tr>`,
    ...own.map(
      ({ bucket, count, modelError, staleError }) =>
        `<tr><td>${escapeXml(bucket)}</td><td class="num">${count}</td><td class="num">${spokenMiss(modelError)}</td>` +
        `<td class="num faint">${spokenMiss(staleError)}</td></tr>`,
    ),
  ]);
  return `<details><summary>Median rupees off, by expiry, time and strike <span class="faint">${repriceErrors.length} rows</span></summary><table class="misses"><tr><th>strike</th><th class="num">legs</th><th class="num">repriced</th><th class="num">unrepriced</th></tr>${rows.join('\n')}</table></details>`;
}

function checkTable({ checks }: ReplayReport): string {
  const rows = checks.map(({ id, status, expected, observed, remedy }) => {
    const mend = remedy === '' ? '' : `<br/><span class="faint">to mend: ${escapeXml(remedy)}</span>`;
    return (
      `<tr class="${status}"><td class="state"><span class="dot"></span>${status}</td><td>${escapeXml(id)}<br/><span class="faint">${escapeXml(expected)}</span></td>` +
      `<td class="observed">${escapeXml(observed)}${mend}</td></tr>`
    );
  });
  return rows.length === 0
    ? ''
    : `<div class="scroll"><table><tr><th>status</th><th>check, and what was expected</th><th>observed</th></tr>${rows.join('\n')}</table></div>`;
}
