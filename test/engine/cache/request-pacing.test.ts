import { expect, test } from 'vitest';
import { driveUntilSettled } from '#test/support/drive-clock.ts';
import { RequestPacer } from '#engine/cache/request-pacing.ts';
import { UpstreamError } from '#engine/errors.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';

function tooSoon(): UpstreamError {
  return new UpstreamError('429', { failure: 'rate-limit', endpoint: '/optionchain', status: 429 });
}

test('no second sees more than five calls', async () => {
  const clock = new VirtualClock(10_000);
  const pacer = new RequestPacer(clock);
  const atMs: number[] = [];
  const calls = Array.from({ length: 12 }, async (_, index) => {
    await pacer.admit(`chain ${index}`);
    atMs.push(clock.nowMs());
  });
  await driveUntilSettled(clock, Promise.all(calls));
  expect(atMs).toEqual([...Array(5).fill(10_000), ...Array(5).fill(11_000), 12_000, 12_000]);
});

test('the same chain is asked for once in three seconds, another meanwhile', async () => {
  const clock = new VirtualClock(10_000);
  const pacer = new RequestPacer(clock);
  await pacer.admit('NIFTY 2026-02-10');
  await pacer.admit('NIFTY 2026-02-17');
  expect(clock.nowMs()).toBe(10_000);
  await driveUntilSettled(clock, pacer.admit('NIFTY 2026-02-10'));
  expect(clock.nowMs()).toBe(13_000);
});

test('a rate-limit answer is tried again after the wait, three times in all', async () => {
  const clock = new VirtualClock(10_000);
  const pacer = new RequestPacer(clock);
  let attempts = 0;
  const send = (): Promise<string> => {
    attempts += 1;
    return attempts < 3 ? Promise.reject(tooSoon()) : Promise.resolve('answer');
  };
  await expect(driveUntilSettled(clock, pacer.call('NIFTY', send))).resolves.toBe('answer');
  expect(clock.nowMs()).toBe(16_000);
  const refused = pacer.call('NIFTY', () => Promise.reject(tooSoon()));
  await expect(driveUntilSettled(clock, refused)).rejects.toThrow('429');
});

test('any other refusal is not repeated', async () => {
  const clock = new VirtualClock(10_000);
  const dead = new UpstreamError('401', { failure: 'authentication', endpoint: '/optionchain', status: 401 });
  await expect(new RequestPacer(clock).call('NIFTY', () => Promise.reject(dead))).rejects.toBe(dead);
  expect(clock.nowMs()).toBe(10_000);
});
