/** What no well-meaning client sends: values, texts and near misses to fuzz parsers with. */
import * as fc from 'fast-check';

const NUMBERS = [0, -0, -1, 0.5, 1e308, 2 ** 53, -(2 ** 31), 4_294_967_296, 13, 13_626, 40_000, 999_999];
const TEXTS = [
  '',
  ' ',
  '13',
  '1e5',
  '-1',
  '٣',
  '\u0000',
  '\ud800',
  '💥',
  'NaN',
  'null',
  'I',
  'IDX_I',
  'NSE_FNO',
];
const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  "' OR 1=1",
  '../../etc/passwd',
  '<script>',
  '%00',
  'ATM+999999999',
];
const DATES = [
  '2026-02-30',
  '0000-00-00',
  '0001-01-01',
  '9999-12-31',
  '10000-01-01',
  '2026-02-04 24:61:61',
  '2026-2-4',
];
const OTHERS = [null, true, false, [], {}, [[]], [null]];

/** A value that a field was not made for. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown[]>(...NUMBERS, ...TEXTS, ...NAMES, ...DATES, ...OTHERS) },
  { weight: 1, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
);

const hostileJson = hostileValue.map((value) => JSON.stringify(value) ?? 'null');

const WRONG_TEXTS = [
  '',
  'null',
  'true',
  '0',
  '""',
  '[]',
  '{}',
  '{,}',
  '[1,]',
  "{'a':1}",
  'NaN',
  '\ufeff{}',
  '"\\ud800"',
];
const WRONG_OBJECTS = [
  '{"a":1,"a":2}',
  '{"__proto__":{"securityId":13}}',
  '1e999',
  '{"securityId":1e999}',
  '{"UnderlyingScrip":13.0}',
];

/** Bodies that are wrong as texts, however right a schema is. The long ones are rare because each costs. */
export const hostileText: fc.Arbitrary<string | Uint8Array<ArrayBuffer>> = fc.oneof(
  { weight: 40, arbitrary: fc.string() },
  { weight: 40, arbitrary: fc.json() },
  { weight: 40, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)) },
  { weight: 40, arbitrary: fc.constantFrom(...WRONG_TEXTS, ...WRONG_OBJECTS) },
  { weight: 1, arbitrary: fc.constantFrom(...longTexts()) },
);

/**
 * `good` with some of its values replaced, some keys missing, others added, in it and in what it holds; now and then cut off or doubled as
 * a text.
 */
export function nearly(good: Readonly<Record<string, unknown>>): fc.Arbitrary<string> {
  return fc
    .tuple(nearlyObject(good, 10), fc.integer({ min: 0, max: 400 }))
    .map(([text, cut]) => (cut < 20 ? text.slice(0, -cut) : text));
}

/** `keptWeight`: of a member as it was, against 4 for all else. Written by hand, for an object would swallow a key that comes twice. */
function nearlyObject(good: Readonly<Record<string, unknown>>, keptWeight: number): fc.Arbitrary<string> {
  const members = Object.entries(good).map(([key, value]) => {
    const name = JSON.stringify(key);
    const kept = nearlyValue(value).map((text) => `${name}:${text}`);
    const replaced = hostileJson.map((text) => `${name}:${text}`);
    return fc.oneof(
      { weight: keptWeight, arbitrary: kept.map((member) => [member]) },
      { weight: 2, arbitrary: replaced.map((member) => [member]) },
      { weight: 1, arbitrary: fc.constant<string[]>([]) },
      { weight: 1, arbitrary: fc.tuple(replaced, kept) },
    );
  });
  const added = fc
    .tuple(fc.oneof(fc.string(), fc.constant('__proto__')), hostileJson)
    .map(([key, text]) => `${JSON.stringify(key)}:${text}`);
  return fc
    .tuple(fc.tuple(...members), fc.array(added, { maxLength: 2 }))
    .map(([kept, others]) => `{${[...kept.flat(), ...others].join(',')}}`);
}

/** Members of what is held are spoilt more seldom, or hardly any whole would be good. */
const INNER_KEPT_WEIGHT = 30;

/** A value as JSON: itself where it holds nothing. */
function nearlyValue(good: unknown): fc.Arbitrary<string> {
  if (Array.isArray(good))
    return fc.tuple(...good.map(nearlyValue)).map((elements) => `[${elements.join(',')}]`);
  if (typeof good === 'object' && good !== null)
    return nearlyObject(good as Record<string, unknown>, INNER_KEPT_WEIGHT);
  return fc.constant(JSON.stringify(good));
}

/** Some of the values, mostly a good one. */
export function mostly<Value>(
  good: fc.Arbitrary<Value>,
  other: fc.Arbitrary<Value>,
  weight = 12,
): fc.Arbitrary<Value> {
  return fc.oneof({ weight, arbitrary: good }, { weight: 1, arbitrary: other });
}

/** Deep, wide and long: what must cost no more than its own length. */
function longTexts(): string[] {
  const deep = 100_000;
  return [
    `${'['.repeat(deep)}${']'.repeat(deep)}`,
    '['.repeat(deep),
    `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
    `{"securityId":"${'9'.repeat(200_000)}"}`,
    `{"NSE_FNO":[${'1,'.repeat(100_000)}1]}`,
    `{"InstrumentList":[${'{},'.repeat(50_000)}{}],"RequestCode":15}`,
    `{"UnderlyingScrip":${'1'.repeat(100_000)}}`,
    ' '.repeat(256 * 1024),
    `{"a":"${'x'.repeat(256 * 1024)}"}`,
  ];
}
