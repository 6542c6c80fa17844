import { escapeXml } from '../escape-xml.ts';
import { STYLE } from './style.ts';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** One HTML file that needs nothing else: no script, no font, no picture from anywhere. It is well-formed XML as well. `parts` are markup. */
export function htmlDocument(title: string, parts: readonly string[]): string {
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8"/>',
    `<meta http-equiv="Content-Security-Policy" content="${escapeXml(POLICY)}"/>`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    `<title>${escapeXml(title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body><main>',
    ...parts,
    '</main></body>',
    '</html>',
    '',
  ]
    .filter((part) => part !== '')
    .join('\n')
    .concat('\n');
}

/** Nothing at all when there is nothing to show. */
export function section(title: string, parts: readonly string[]): string {
  const shown = parts.filter((part) => part !== '');
  return shown.length === 0 ? '' : `<section><h2>${escapeXml(title)}</h2>\n${shown.join('\n')}\n</section>`;
}

/** `scenario <b>market-hours</b>` and so on, below a headline. */
export function factList(facts: readonly (readonly [string, string])[]): string {
  const items = facts.map(([name, value]) => `<li>${escapeXml(name)} <b>${escapeXml(value)}</b></li>`);
  return `<ul class="facts">${items.join('')}</ul>`;
}
