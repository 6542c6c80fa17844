import { expect, test } from 'vitest';
import { legGroup, QuoteResponse } from '#engine/pricing/quote-response.ts';

const FAR = legGroup(0, 3.5);
const BELLY = legGroup(0, 0.1);
const NO_OFFSET = { offset: 0 };

test('before anything is learnt the model is followed in full and no distance is forgotten', () => {
  const response = new QuoteResponse();
  expect(response.moveShare(FAR, 5)).toBe(1);
  expect(response.keptShare(FAR, 5)).toBe(1);
});

test('quotes that stand still are learnt to stand still, at the age they did so, and no others', () => {
  const response = new QuoteResponse();
  for (let seen = 0; seen < 60; seen += 1) response.learn(FAR, 1, { quoted: 0, modelled: 0.1, ...NO_OFFSET });
  expect(response.moveShare(FAR, 15)).toBe(0);
  for (let seen = 0; seen < 60; seen += 1) response.learn(FAR, 15, { quoted: 1, modelled: 1, ...NO_OFFSET });
  expect(response.moveShare(FAR, 0.5)).toBe(0);
  expect(response.moveShare(FAR, 15)).toBe(1);
  expect(response.moveShare(FAR, 3)).toBeGreaterThan(0);
  expect(response.moveShare(BELLY, 1)).toBe(1);
});

test('quotes that follow by half are learnt to, though some did otherwise', () => {
  const response = new QuoteResponse();
  for (let seen = 0; seen < 100; seen += 1)
    response.learn(BELLY, 5, { quoted: seen % 10 === 0 ? 40 : 5, modelled: 10, ...NO_OFFSET });
  expect(response.moveShare(BELLY, 5)).toBeCloseTo(0.45, 9);
});

test('distances from the model that are gone the next time are learnt to be noise', () => {
  const response = new QuoteResponse();
  for (let seen = 0; seen < 40; seen += 1) {
    const offset = seen % 2 === 0 ? 2 : -2;
    response.learn(BELLY, 1, { quoted: 5 - offset, modelled: 5, offset });
  }
  expect(response.keptShare(BELLY, 1)).toBe(0);
  expect(response.keptShare(BELLY, 0)).toBe(1);
  expect(response.moveShare(BELLY, 1)).toBe(1);
});

test('a distance older than anything learnt fades', () => {
  const response = new QuoteResponse();
  expect(response.keptShare(BELLY, 15)).toBe(1);
  expect(response.keptShare(BELLY, 240)).toBeLessThan(0.2);
});

test('calls and puts, in and out of the money, near and far are different groups', () => {
  const groups = [0, 1].flatMap((side) =>
    [-9, -0.3, 0.3, 1.2, 9].map((distance) => legGroup(side, distance)),
  );
  expect(new Set(groups).size).toBe(groups.length);
});
