import { expect, test } from 'vitest';
import { legGroup, QuoteResponse } from '#engine/pricing/quote-response.ts';

const FAR = legGroup(0, 3.5);
const BELLY = legGroup(0, 0.1);
const NO_OFFSET = { offset: 0 };
const MINUTE_MS = 60_000;

test('before anything is learnt the model is followed in full and no distance is forgotten', () => {
  const response = new QuoteResponse();
  expect(response.moveShare(FAR, 5)).toBe(1);
  expect(response.keptShare(FAR, 5)).toBe(1);
});

test('quotes that stand still are learnt to stand still, at the age they did so, and no others', () => {
  const response = new QuoteResponse();
  for (let seen = 0; seen < 60; seen += 1)
    response.learn(FAR, 1, { atMs: seen * MINUTE_MS, quoted: 0, modelled: 0.1, ...NO_OFFSET });
  expect(response.moveShare(FAR, 15)).toBeCloseTo(0, 2);
  for (let seen = 0; seen < 60; seen += 1)
    response.learn(FAR, 15, { atMs: seen * MINUTE_MS, quoted: 1, modelled: 1, ...NO_OFFSET });
  expect(response.moveShare(FAR, 0.5)).toBeCloseTo(0, 2);
  expect(response.moveShare(FAR, 15)).toBe(1);
  expect(response.moveShare(FAR, 3)).toBeGreaterThan(0);
  expect(response.moveShare(BELLY, 1)).toBe(1);
});

test('quotes that follow by half are learnt to, though some did otherwise', () => {
  const response = new QuoteResponse();
  for (let seen = 0; seen < 100; seen += 1)
    response.learn(BELLY, 5, {
      atMs: seen * MINUTE_MS,
      quoted: seen % 10 === 0 ? 40 : 5,
      modelled: 10,
      ...NO_OFFSET,
    });
  expect(response.moveShare(BELLY, 5)).toBeGreaterThan(0.4);
  expect(response.moveShare(BELLY, 5)).toBeLessThan(0.65);
});

test('distances from the model that are gone the next time are learnt to be noise', () => {
  const response = new QuoteResponse();
  for (let seen = 0; seen < 40; seen += 1) {
    const offset = seen % 2 === 0 ? 2 : -2;
    response.learn(BELLY, 1, { atMs: seen * MINUTE_MS, quoted: 5 - offset, modelled: 5, offset });
    response.keptShare(BELLY, 1);
  }
  expect(response.keptShare(BELLY, 1)).toBeLessThan(0.1);
  expect(response.keptShare(BELLY, 0)).toBe(1);
  expect(response.moveShare(BELLY, 1)).toBeGreaterThan(0.9);
});

test('a leg that stands still keeps its distance from the model in whole, however noisy those of others are', () => {
  const response = new QuoteResponse();
  for (let seen = 0; seen < 60; seen += 1)
    response.learn(FAR, 1, {
      atMs: seen * MINUTE_MS,
      quoted: 0,
      modelled: seen % 2 === 0 ? 1 : -1,
      offset: 3,
    });
  expect(response.moveShare(FAR, 1)).toBeLessThan(0.05);
  expect(response.keptShare(FAR, 1)).toBeGreaterThan(0.95);
});

test('thirty legs that tell the same at one moment tell less than thirty moments that do', () => {
  const once = new QuoteResponse();
  const often = new QuoteResponse();
  for (let seen = 0; seen < 30; seen += 1) {
    once.learn(BELLY, 15, { atMs: 0, quoted: 8.5, modelled: 10, ...NO_OFFSET });
    often.learn(BELLY, 15, { atMs: seen * 60 * MINUTE_MS, quoted: 8.5, modelled: 10, ...NO_OFFSET });
  }
  expect(often.moveShare(BELLY, 15)).toBeCloseTo(0.85, 1);
  expect(once.moveShare(BELLY, 15)).toBeGreaterThan(often.moveShare(BELLY, 15));
});

test('a copy goes its own way', () => {
  const response = new QuoteResponse();
  for (let seen = 0; seen < 5; seen += 1)
    response.learn(FAR, 1, { atMs: seen * MINUTE_MS, quoted: 0, modelled: 1, ...NO_OFFSET });
  const twin = response.copy();
  expect(twin.moveShare(FAR, 1)).toBe(response.moveShare(FAR, 1));
  for (let seen = 5; seen < 30; seen += 1)
    twin.learn(FAR, 1, { atMs: seen * MINUTE_MS, quoted: 1, modelled: 1, ...NO_OFFSET });
  expect(twin.moveShare(FAR, 1)).toBeGreaterThan(response.moveShare(FAR, 1));
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
