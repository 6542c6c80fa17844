/** What `preopen symbol` prints. */
import type { SymbolText } from '#engine/market/symbol/format-symbol.ts';

/** One symbol as given: what it is, or why it is none. */
export type SymbolReport =
  | {
      readonly input: string;
      readonly kind: 'index' | 'equity' | 'commodity' | 'future' | 'option';
      readonly exchange: string;
      readonly exchangeSegment: string;
      /** Of a contract; itself otherwise. */
      readonly underlying: string;
      /** `YYYY-MM`, of a contract. */
      readonly month?: string;
      /** `YYYY-MM-DD`; undefined where neither calendar nor master tells it. */
      readonly expiry: string | undefined;
      /** Rupees. */
      readonly strike?: number;
      readonly optionType?: 'CE' | 'PE';
      /** Units per lot. */
      readonly lotSize: number | undefined;
      readonly securityId: number | undefined;
      readonly forms: readonly SymbolText[];
      readonly notes: readonly string[];
    }
  | { readonly input: string; readonly error: string; readonly nearest: string | undefined };

type ReadSymbol = Extract<SymbolReport, { readonly kind: string }>;

export function renderSymbols(format: string, reports: readonly SymbolReport[]): string {
  if (format === 'json') return `${JSON.stringify(reports, undefined, 2)}\n`;
  const read = reports.flatMap((report) => ('error' in report ? [] : [prettyLines(report).join('\n')]));
  return read.length === 0 ? '' : `${read.join('\n\n')}\n`;
}

function prettyLines(report: ReadSymbol): string[] {
  const { kind, expiry, month, lotSize, securityId, forms, notes, exchangeSegment } = report;
  const isContract = kind === 'future' || kind === 'option';
  return [
    report.input,
    line(kind, `${spokenContract(report)} (${exchangeSegment})`),
    ...(isContract ? [line('expiry', expiry ?? `in ${month}; a scrip master tells the day`)] : []),
    ...(isContract ? [line('lot', lotSize === undefined ? 'a scrip master tells it' : String(lotSize))] : []),
    line('security id', securityId === undefined ? '--scenario or --master tells it' : String(securityId)),
    ...forms.map(({ form, text }) => line(form, text)),
    ...notes.map((note) => line('note', note)),
  ];
}

function spokenContract({ underlying, exchange, strike, optionType }: ReadSymbol): string {
  const right = optionType === 'CE' ? 'call' : 'put';
  return `${underlying}${strike === undefined ? '' : ` ${strike} ${right}`} of ${exchange}`;
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(12)} ${text}`;
}
