import { expect, test } from 'vitest';
import { ruleFault, spokenRule } from '#engine/verify/declared/value-rule.ts';
import type { ValueRule } from '#engine/verify/declared/value-rule.ts';

const KEPT: readonly (readonly [ValueRule, readonly unknown[]])[] = [
  [{ equals: 'live' }, ['live']],
  [{ oneOf: ['healthy', 'ok'] }, ['ok']],
  [{ matches: '^20\\d\\d' }, ['2026-02-10']],
  [{ min: 1, max: 5 }, [1, '3.5', 5]],
  [{ minCount: 2 }, [null, null]],
  [{ maxCount: 0 }, []],
  [{ minCount: 0 }, []],
  [{ type: 'array' }, [[]]],
  [{ type: 'null' }, [null]],
  [{ exists: false }, []],
  [{}, [undefined]],
];

test.each(KEPT)('%o is kept by %o', (rule, values) => {
  expect(ruleFault(rule, values)).toBeUndefined();
});

const BROKEN: readonly (readonly [ValueRule, readonly unknown[], string])[] = [
  [{ equals: 'live' }, ['closing'], 'was "closing"'],
  [{ equals: 1 }, ['1'], 'was "1"'],
  [{ oneOf: ['a'] }, ['b'], 'was "b"'],
  [{ matches: '^x' }, ['yx'], 'was "yx"'],
  [{ min: 1 }, [2, 0], 'was 0'],
  [{ max: 1 }, ['no number'], 'was "no number"'],
  [{ min: 0 }, [undefined], 'was undefined'],
  [{ minCount: 2 }, [1], '1 values'],
  [{ maxCount: 1 }, [1, 2], '2 values'],
  [{ type: 'number' }, ['1'], 'was "1"'],
  [{ exists: false }, [0], 'was 0'],
  [{ equals: null }, [], 'no value'],
  [{}, [], 'no value'],
];

test.each(BROKEN)('%o is broken by %o', (rule, values, words) => {
  expect(ruleFault(rule, values)).toBe(words);
});

test('a rule is told in words', () => {
  expect(spokenRule({ minCount: 6, type: 'number', min: 1 })).toBe(
    'at least 6 values, of type number, at least 1',
  );
});
