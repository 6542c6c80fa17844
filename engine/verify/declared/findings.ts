import type { Judgement, Measurement } from '../check.ts';
import { failed, listed, passed } from '../judgement.ts';
import { ruleFault, spokenRule } from './value-rule.ts';
import type { ValueRule } from './value-rule.ts';

/** One thing that a declared check asked for, and what came. */
export interface Finding {
  readonly expected: string;
  readonly observed: string;
  readonly isFault: boolean;
  /** The command that shows more; of a fault. */
  readonly remedy?: string;
  readonly measurement?: Measurement;
}

/** All findings as one judgement: the faults alone where there are some, and the remedy of the first that has one. */
export function judgementOf(findings: readonly Finding[]): Judgement {
  const faults = findings.filter(({ isFault }) => isFault);
  const expected = listed(findings.map((finding) => finding.expected));
  const remedy = faults.find((fault) => fault.remedy !== undefined)?.remedy ?? '';
  const judgement =
    faults.length === 0
      ? passed(expected, listed(findings.map(({ observed }) => observed)))
      : failed(expected, listed(faults.map(({ observed }) => observed)), remedy);
  return { ...judgement, measurements: findings.flatMap(({ measurement }) => measurement ?? []) };
}

/** What a rule found of the values at `where`; `remedy` shows them. */
export function ruleFinding(
  where: string,
  rule: ValueRule,
  { values, remedy }: { readonly values: readonly unknown[]; readonly remedy: string },
): Finding {
  const fault = ruleFault(rule, values);
  const shown = values.length === 1 ? shownValue(values[0]) : `${values.length} values`;
  return {
    expected: `${where} ${spokenRule(rule)}`,
    observed: `${where} ${fault ?? shown}`,
    isFault: fault !== undefined,
    remedy,
  };
}

function shownValue(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** `1 row`, `2 rows`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
