/** What a text that is no symbol may have meant: the indices' near contracts, compared letter by letter. */
import { listedExpiries } from '../expiry-calendar.ts';
import { UNDERLYINGS } from '../instrument.ts';
import type { Underlying } from '../instrument.ts';
import { symbolForms } from './format-symbol.ts';
import type { ContractSymbol } from './market-symbol.ts';
import { cutContracts, normalized } from './symbol-grammar.ts';

/** True for a name that is an index misspelt rather than a share: one letter off, two in a long name. */
export function resemblesIndex(name: string): boolean {
  return UNDERLYINGS.some(({ symbol }) => {
    const letters = editDistance(name, symbol);
    return letters > 0 && letters <= lettersOff(symbol);
  });
}

/** The symbol nearest to a normalized text; undefined when it does not begin like an index. */
export function nearestSymbol(text: string, asOf: string): string | undefined {
  const head = nearestHead(text);
  if (!head) return undefined;
  const { underlying, rest } = head;
  const mended = `${underlying.symbol}${rest}`;
  if (mended !== text && (rest === '' || cutContracts(mended).length > 0)) return mended;
  const contracts = nearContracts(underlying, rest, asOf);
  const candidates = contracts.flatMap((symbol) => symbolForms(symbol, asOf).map((form) => form.text));
  const [first] = candidates
    .map((candidate) => ({ candidate, letters: editDistance(text, normalized(candidate)) }))
    .sort((a, b) => a.letters - b.letters);
  return first && first.letters <= CONTRACT_LETTERS_OFF_MAX ? first.candidate : underlying.symbol;
}

const CONTRACT_LETTERS_OFF_MAX = 5;
/** Names shorter than this are too alike for two letters. */
const LONG_NAME = 7;

function lettersOff(symbol: string): number {
  return symbol.length < LONG_NAME ? 1 : 2;
}

/** The index that the text begins like, and what follows it; the longest of those that are equally near. */
function nearestHead(text: string): { readonly underlying: Underlying; readonly rest: string } | undefined {
  const heads = UNDERLYINGS.flatMap((underlying) =>
    [-2, -1, 0, 1, 2].map((more) => {
      const length = underlying.symbol.length + more;
      const letters = editDistance(text.slice(0, length), underlying.symbol);
      return { underlying, rest: text.slice(length), letters };
    }),
  ).filter(({ underlying, letters }) => letters <= lettersOff(underlying.symbol));
  return heads.sort(
    (a, b) => a.letters - b.letters || b.underlying.symbol.length - a.underlying.symbol.length,
  )[0];
}

/** Futures and, at the strikes that the text may hold, options of what is listed. */
function nearContracts(underlying: Underlying, rest: string, asOf: string): ContractSymbol[] {
  const digits = /(\d+)\D*$/.exec(rest)?.[1] ?? '';
  const strikes = new Set(STRIKE_DIGITS.map((count) => Number(digits.slice(-count))).filter((n) => n > 0));
  return listedExpiries(underlying, asOf).flatMap(({ expiry }): ContractSymbol[] => {
    const { symbol, exchange } = underlying;
    const parts = {
      exchange,
      underlying: symbol,
      underlyingKind: 'index',
      month: expiry.slice(0, 7),
      expiry,
    } as const;
    const options = [...strikes].flatMap((strike) =>
      (['CE', 'PE'] as const).map(
        (optionType) => ({ kind: 'option', ...parts, strike, optionType }) as const,
      ),
    );
    return [{ kind: 'future', ...parts }, ...options];
  });
}

/** Strikes of indices have as many. */
const STRIKE_DIGITS = [5, 4] as const;

/** Letters to change, add or leave out (Levenshtein). */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1)
      current.push(
        Math.min(
          previous[column]! + 1,
          current[column - 1]! + 1,
          previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1),
        ),
      );
    previous = current;
  }
  return previous[b.length]!;
}
