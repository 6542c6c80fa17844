/** What a suite asks of a value, wherever it was read: an answer's JSON, a row, a message, a command's output. */

/** Every rule that is given must hold. */
export interface ValueRule {
  readonly equals?: Plain | undefined;
  readonly oneOf?: readonly Plain[] | undefined;
  /** A regular expression that the value, as text, must match. */
  readonly matches?: string | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** How many values there are. */
  readonly minCount?: number | undefined;
  readonly maxCount?: number | undefined;
  readonly type?: ValueType | undefined;
  /** `false`: there must be none. */
  readonly exists?: boolean | undefined;
}

export const VALUE_TYPES = ['string', 'number', 'boolean', 'object', 'array', 'null'] as const;

export type ValueType = (typeof VALUE_TYPES)[number];

export type Plain = string | number | boolean | null;

/** `>= 100 values, each a number`: the rule in words. */
export function spokenRule(rule: ValueRule): string {
  const parts = [
    rule.exists === false ? 'no value' : '',
    rule.minCount === undefined ? '' : `at least ${rule.minCount} values`,
    rule.maxCount === undefined ? '' : `at most ${rule.maxCount} values`,
    rule.type === undefined ? '' : `of type ${rule.type}`,
    rule.equals === undefined ? '' : `equal to ${JSON.stringify(rule.equals)}`,
    rule.oneOf === undefined ? '' : `one of ${rule.oneOf.map((value) => JSON.stringify(value)).join(', ')}`,
    rule.matches === undefined ? '' : `matching /${rule.matches}/`,
    rule.min === undefined ? '' : `at least ${rule.min}`,
    rule.max === undefined ? '' : `at most ${rule.max}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'a value' : parts.join(', ');
}

/** What breaks the rule, in words; undefined when nothing does. No value at all breaks every rule but `exists: false` and `maxCount`. */
export function ruleFault(rule: ValueRule, values: readonly unknown[]): string | undefined {
  if (rule.exists === false) return values.length === 0 ? undefined : `was ${spoken(values[0])}`;
  if (rule.minCount !== undefined && values.length < rule.minCount) return `${values.length} values`;
  if (rule.maxCount !== undefined && values.length > rule.maxCount) return `${values.length} values`;
  if (values.length === 0) return asksNothingOfValues(rule) ? undefined : 'no value';
  const wrong = values.find((value) => !holds(rule, value));
  return wrong === undefined && values.every((value) => holds(rule, value))
    ? undefined
    : `was ${spoken(wrong)}`;
}

function asksNothingOfValues(rule: ValueRule): boolean {
  return rule.maxCount !== undefined || rule.minCount === 0;
}

function holds(rule: ValueRule, value: unknown): boolean {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const isBelow = rule.min !== undefined && !(typeof number === 'number' && number >= rule.min);
  const isAbove = rule.max !== undefined && !(typeof number === 'number' && number <= rule.max);
  return (
    !isBelow &&
    !isAbove &&
    (rule.type === undefined || typeOf(value) === rule.type) &&
    (rule.equals === undefined || value === rule.equals) &&
    (rule.oneOf === undefined || rule.oneOf.some((plain) => plain === value)) &&
    (rule.matches === undefined || new RegExp(rule.matches, 'u').test(asText(value)))
  );
}

function typeOf(value: unknown): ValueType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object';
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
}

function spoken(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
