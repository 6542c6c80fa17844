/** The forms in which contracts are written, as text alone: what it means is read-symbol's to judge. */
import type { OptionType } from '../instrument.ts';
import { MONTH_NAMES } from '../ist-time.ts';

/**
 * `compact`: as the exchanges and most brokers write it, `NIFTY25NOVFUT`, `NIFTY25NOV24500CE`, `NIFTY25N1124500PE`. `trading`: Dhan's trading
 * symbol, `NIFTY-Nov2025-24000-CE`. `custom`: Dhan's custom symbol, `NIFTY 27 NOV 24000 CALL`. `name`: no contract.
 */
export type SymbolForm = 'compact' | 'trading' | 'custom' | 'name';

/** One way to cut a text into the parts of a contract. */
export interface WrittenContract {
  readonly form: Exclude<SymbolForm, 'name'>;
  readonly name: string;
  /** Four digits; undefined where none is written. */
  readonly year: number | undefined;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number | undefined;
  readonly strike: number | undefined;
  /** Undefined for a future. */
  readonly optionType: OptionType | undefined;
}

/** Upper case, single blanks: forms differ in neither. */
export function normalized(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').toUpperCase();
}

/** Every way to cut a normalized text, in order of the forms and then of the length of the name; empty when no form fits. */
export function cutContracts(text: string): WrittenContract[] {
  const cuts: WrittenContract[] = [];
  for (const { form, tail } of TAILS)
    for (let length = 1; length < Math.min(text.length, NAME_LENGTH_MAX + 1); length += 1) {
      const parts = tail.exec(text.slice(length))?.groups;
      if (parts) cuts.push(written(form, text.slice(0, length), parts));
    }
  return cuts;
}

/** Longer than the longest name of an index. */
const NAME_LENGTH_MAX = 32;
const MONTHS: readonly string[] = MONTH_NAMES.map((name) => name.toUpperCase());
const MONTH = `(?<month>${MONTHS.join('|')})`;
/** No contract has a strike of more than six digits: seven are a date and a strike. */
const STRIKE = String.raw`(?<strike>[1-9]\d{0,5}(?:\.\d{1,4})?|0\.\d{1,4})`;
const TYPE = '(?<type>CE|PE)';
const WORD_TYPE = '(?<type>CALL|PUT|CE|PE)';
const DAY = String.raw`(?<day>\d\d)`;
const YEAR = String.raw`(?<year>\d\d)`;
const WORD_YEAR = String.raw`(?: (?<year>\d{4}))?`;

/** What follows the name. A month of one character before one of two digits: the exchanges' own form comes first. */
const TAILS: readonly { readonly form: WrittenContract['form']; readonly tail: RegExp }[] = [
  { form: 'compact', tail: tail(`${YEAR}${MONTH}FUT`) },
  { form: 'compact', tail: tail(`${YEAR}${MONTH}${STRIKE}${TYPE}`) },
  { form: 'compact', tail: tail(`${YEAR}(?<month>[1-9OND])${DAY}${STRIKE}${TYPE}`) },
  { form: 'compact', tail: tail(`${YEAR}(?<month>0[1-9]|1[0-2])${DAY}${STRIKE}${TYPE}`) },
  { form: 'trading', tail: tail(String.raw`-${DAY}?${MONTH}(?<year>\d{4})-FUT`) },
  { form: 'trading', tail: tail(String.raw`-${DAY}?${MONTH}(?<year>\d{4})-${STRIKE}-${TYPE}`) },
  { form: 'custom', tail: tail(String.raw` (?:(?<day>\d{1,2}) )?${MONTH}${WORD_YEAR} FUT`) },
  {
    form: 'custom',
    tail: tail(String.raw` (?:(?<day>\d{1,2}) )?${MONTH}${WORD_YEAR} ${STRIKE} ${WORD_TYPE}`),
  },
];

function tail(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`);
}

function written(
  form: WrittenContract['form'],
  name: string,
  parts: Readonly<Record<string, string | undefined>>,
): WrittenContract {
  const { year, day, strike, type } = parts;
  return {
    form,
    name,
    year: year === undefined ? undefined : Number(year.length === 2 ? `20${year}` : year),
    month: monthNumber(parts.month ?? ''),
    day: day === undefined ? undefined : Number(day),
    strike: strike === undefined ? undefined : Number(strike),
    optionType: type === undefined ? undefined : type === 'CALL' || type === 'CE' ? 'CE' : 'PE',
  };
}

const LETTER_MONTHS: Readonly<Record<string, number>> = { O: 10, N: 11, D: 12 };

function monthNumber(text: string): number {
  const named = MONTHS.indexOf(text);
  return named >= 0 ? named + 1 : (LETTER_MONTHS[text] ?? Number(text));
}
