/** What the charts have in common. Every number in them is rounded, so that a report is the same on every machine. */
import { escapeXml } from '../escape-xml.ts';

/** Width of a chart that fills the page, in its own units. */
export const CHART_WIDTH = 1000;

/** How a drawing takes its place: `wide` and `strip` fill the page's width, `strip` on a phone too; `natural` is as wide as its units. */
export interface Drawing {
  readonly fit: 'wide' | 'strip' | 'natural';
  readonly width: number;
  readonly height: number;
  /** What the drawing shows, in words. */
  readonly label: string;
}

export function svg({ fit, width, height, label }: Drawing, parts: readonly string[]): string {
  const [wide, high] = [rounded(width), rounded(height)];
  const size = fit === 'natural' ? ` width="${wide}" height="${high}"` : '';
  return [
    `<div class="chart ${fit}"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${high}"${size} role="img" aria-label="${escapeXml(label)}">`,
    ...parts,
    '</svg></div>',
  ].join('\n');
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly className: string;
  readonly opacity?: number;
  /** Shown when pointed at. */
  readonly title?: string;
}

export function rectangle({ x, y, width, height, className, opacity, title }: Rectangle): string {
  const shade = opacity === undefined ? '' : ` fill-opacity="${rounded(opacity)}"`;
  const shape = `<rect class="${className}" x="${rounded(x)}" y="${rounded(y)}" width="${rounded(width)}" height="${rounded(height)}" rx="3"${shade}`;
  return title === undefined ? `${shape}/>` : `${shape}><title>${escapeXml(title)}</title></rect>`;
}

export function line(
  from: readonly [number, number],
  to: readonly [number, number],
  className: string,
): string {
  return `<line class="${className}" x1="${rounded(from[0])}" y1="${rounded(from[1])}" x2="${rounded(to[0])}" y2="${rounded(to[1])}"/>`;
}

/** A line through points, in their order. */
export function path(points: readonly (readonly [number, number])[], className: string): string {
  const places = points.map(([x, y]) => `${rounded(x)},${rounded(y)}`);
  return `<polyline class="${className}" points="${places.join(' ')}"/>`;
}

export interface Mark {
  readonly x: number;
  readonly y: number;
  /** Told apart without colours too. */
  readonly shape: 'circle' | 'square' | 'dash';
  readonly className: string;
  /** Shown when pointed at. */
  readonly title?: string;
}

const MARK = 4;

/** A point of a plot. */
export function mark({ x, y, shape, className, title }: Mark): string {
  const [width, height] = shape === 'dash' ? [MARK * 2.5, 2] : [MARK * 2, MARK * 2];
  const [tag, place] =
    shape === 'circle'
      ? ['circle', `cx="${rounded(x)}" cy="${rounded(y)}" r="${MARK}"`]
      : [
          'rect',
          `x="${rounded(x - width / 2)}" y="${rounded(y - height / 2)}" width="${width}" height="${height}"`,
        ];
  const shown = title === undefined ? '' : `<title>${escapeXml(title)}</title>`;
  return `<${tag} class="mark ${className}" ${place}>${shown}</${tag}>`;
}

export interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly className?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

export function label({ x, y, text, className = '', anchor = 'start' }: Label): string {
  return `<text class="${className}" x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}">${escapeXml(text)}</text>`;
}

/** The beginning of a text that has `columns` characters of room. */
export function cut(text: string, columns: number): string {
  return text.length > columns ? `${text.slice(0, columns - 1)}…` : text;
}

function rounded(value: number): string {
  return String(Number(value.toFixed(2)));
}
