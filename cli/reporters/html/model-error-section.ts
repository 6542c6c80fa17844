import type { ModelErrorRow, ModelErrors } from '#engine/replay/model-comparison.ts';
import type { MedianMiss } from '#engine/replay/error-samples.ts';
import { escapeXml } from '../escape-xml.ts';
import { byExpiry, isNearest, spokenHorizon, spokenMiss } from '../model-errors.ts';
import type { ExpiryErrors } from '../model-errors.ts';
import { section } from './document.ts';
import { modelErrorPlot, plotScale, PREDICTORS } from './model-error-plot.ts';

/** For each expiry a plot and a table per age of knowledge, two beside each other where there is room; farther expiries are folded. */
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
    legend([first, second, 'unrepriced']),
    ...near.map((expiry) => article(expiry, errors.models)),
    folded,
  ]);
}

/** Shapes and colours of the plots. */
function legend(names: readonly string[]): string {
  const items = names.map((name, index) => {
    const { className, shape } = PREDICTORS[index]!;
    return `<li><span class="swatch ${shape} ${className}"></span>${escapeXml(name)}</li>`;
  });
  return `<ul class="legend">${items.join('')}</ul>`;
}

function article(expiry: ExpiryErrors, models: ModelErrors['models']): string {
  const horizons = [...Map.groupBy(expiry.rows, ({ horizonMinutes }) => horizonMinutes)];
  const scale = plotScale(expiry.rows);
  return [
    `<article class="expiry"><h3>${escapeXml(`${expiry.underlying} ${expiry.expiry}`)}</h3>`,
    '<div class="horizons">',
    ...horizons.map(([minutes, rows]) =>
      [
        `<div class="horizon"><h4>${spokenHorizon(minutes)}</h4>`,
        modelErrorPlot({ name: `${expiry.underlying} ${expiry.expiry}`, minutes, rows, models, scale }),
        table(rows, models),
        '</div>',
      ].join('\n'),
    ),
    '</div></article>',
  ].join('\n');
}

function table(rows: readonly ModelErrorRow[], models: ModelErrors['models']): string {
  const names = [...models, 'unrepriced', 'ticks'].map((name) => `<th class="num">${escapeXml(name)}</th>`);
  return [
    `<table class="misses"><tr><th>strike</th>${names.join('')}</tr>`,
    ...rows.map((row) => `<tr><td>${escapeXml(row.bucket)}</td>${cellsOf(row)}</tr>`),
    '</table>',
  ].join('\n');
}

function cellsOf({ misses: [first, second], stale, count }: ModelErrorRow): string {
  return [
    missCell(first, first.points < second.points ? 'better' : ''),
    missCell(second, second.points < first.points ? 'better' : ''),
    missCell(stale, 'faint'),
    `<td class="num faint">${count}</td>`,
  ].join('');
}

function missCell({ points, percent }: MedianMiss, className: string): string {
  return `<td class="num ${className}">${spokenMiss(points)}<br/><span class="faint">${spokenMiss(percent)} %</span></td>`;
}
