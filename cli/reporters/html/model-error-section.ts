import type { ModelErrorRow, ModelErrors } from '#engine/replay/model-comparison.ts';
import type { MedianMiss } from '#engine/replay/error-samples.ts';
import { escapeXml } from '../escape-xml.ts';
import { byExpiry, isNearest, spokenHorizon, spokenMiss } from '../model-errors.ts';
import type { ExpiryErrors } from '../model-errors.ts';
import { section } from './document.ts';
import { modelErrorPlot } from './model-error-plot.ts';

/** A plot and a table per expiry; farther expiries are folded. */
export function modelErrorSection(errors: ModelErrors): string {
  const [first, second] = errors.models;
  const expiries = byExpiry(errors);
  const near = expiries.filter((expiry) => isNearest(expiries, expiry));
  const far = expiries.filter((expiry) => !isNearest(expiries, expiry));
  const folded =
    far.length === 0
      ? ''
      : `<details><summary>Farther expiries <span class="faint">${far.length}</span></summary>\n${far.map((expiry) => article(expiry, errors.models)).join('\n')}</details>`;
  return section(`${first} against ${second}`, [
    `<p class="faint">How far each model was from the price that a leg's own tick told, at its first tick of a minute: the median in rupees and, below it, in percent of the price. Just before: what the model showed. 1, 5 and 15 min: what it makes of the leg from what it knew so long before and the underlying's present price. Unrepriced: the leg's own last price.</p>`,
    ...near.map((expiry) => article(expiry, errors.models)),
    folded,
  ]);
}

function article(expiry: ExpiryErrors, models: ModelErrors['models']): string {
  return [
    `<article class="expiry"><h3>${escapeXml(`${expiry.underlying} ${expiry.expiry}`)}</h3>`,
    modelErrorPlot(expiry, models),
    table(expiry, models),
    '</article>',
  ].join('\n');
}

function table({ rows }: ExpiryErrors, models: ModelErrors['models']): string {
  const horizons = [...new Set(rows.map(({ horizonMinutes }) => horizonMinutes))];
  const buckets = [...Map.groupBy(rows, ({ bucket }) => bucket)];
  const names = [...models, 'unrepriced', 'ticks'].map(
    (name, index) => `<th class="num${index === 0 ? ' begins' : ''}">${escapeXml(name)}</th>`,
  );
  return [
    '<div class="scroll"><table class="misses">',
    `<tr><th></th>${horizons.map((minutes) => `<th class="over begins" colspan="4">${spokenHorizon(minutes)}</th>`).join('')}</tr>`,
    `<tr><th>strike</th>${horizons.map(() => names.join('')).join('')}</tr>`,
    ...buckets.map(([bucket, own]) => {
      const cells = horizons.map((minutes) =>
        cellsOf(own.find(({ horizonMinutes }) => horizonMinutes === minutes)),
      );
      return `<tr><td>${escapeXml(bucket)}</td>${cells.join('')}</tr>`;
    }),
    '</table></div>',
  ].join('\n');
}

function cellsOf(row: ModelErrorRow | undefined): string {
  if (!row) return '<td class="begins"></td><td></td><td></td><td></td>';
  const [first, second] = row.misses;
  return [
    missCell(first, `begins${first.points < second.points ? ' better' : ''}`),
    missCell(second, second.points < first.points ? 'better' : ''),
    missCell(row.stale, 'faint'),
    `<td class="num faint">${row.count}</td>`,
  ].join('');
}

function missCell({ points, percent }: MedianMiss, className: string): string {
  return `<td class="num ${className}">${spokenMiss(points)}<br/><span class="faint">${spokenMiss(percent)} %</span></td>`;
}
