import { expect, test } from 'vitest';
import { PRICE_CLIENTS_MAX, PriceSocket } from '#engine/api/price-socket.ts';
import type { SendPrices } from '#engine/api/price-socket.ts';
import { PriceTable } from '#engine/market/price-table.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { NOW_MS, setPrice } from './fake-engine.ts';

/** A client that takes every frame. */
function takeInto(frames: string[]): SendPrices {
  return (frame) => frames.push(frame) > 0;
}

function createSocket() {
  const prices = new PriceTable();
  setPrice(prices, 'NIFTY', 23_150.5);
  const clock = new VirtualClock(NOW_MS);
  return { prices, clock, socket: new PriceSocket(prices, clock) };
}

test('a client is told the prices at once', () => {
  const { socket } = createSocket();
  const frames: string[] = [];
  socket.add(takeInto(frames));
  expect(frames).toEqual([
    '{"type":"prices","timestamp":"2026-02-04T09:16:03.000+05:30","prices":{"NIFTY":23150.5}}',
  ]);
});

test('a change is pushed at the next second of the clock, once', () => {
  const { socket, prices, clock } = createSocket();
  const frames: string[] = [];
  socket.add(takeInto(frames));
  setPrice(prices, 'NIFTY', 23_151);
  setPrice(prices, 'NIFTY', 23_152.75);
  clock.advanceTo(NOW_MS + 999);
  expect(frames).toHaveLength(1);
  clock.advanceTo(NOW_MS + 5000);
  expect(frames.slice(1)).toEqual([
    '{"type":"prices","timestamp":"2026-02-04T09:16:04.000+05:30","prices":{"NIFTY":23152.75}}',
  ]);
});

test('nothing is pushed while nothing changes', () => {
  const { socket, clock } = createSocket();
  const frames: string[] = [];
  socket.add(takeInto(frames));
  clock.advanceTo(NOW_MS + 60_000);
  expect(frames).toHaveLength(1);
});

test('every client gets each push, a later one from its own greeting on', () => {
  const { socket, prices, clock } = createSocket();
  const first: string[] = [];
  const second: string[] = [];
  socket.add(takeInto(first));
  setPrice(prices, 'NIFTY', 23_151);
  clock.advanceTo(NOW_MS + 1000);
  socket.add(takeInto(second));
  setPrice(prices, 'NIFTY', 23_152);
  clock.advanceTo(NOW_MS + 2000);
  expect(first).toHaveLength(3);
  expect(second).toEqual(first.slice(1));
});

test('a client that left gets nothing more, and without clients no timer is planned', () => {
  const { socket, prices, clock } = createSocket();
  const frames: string[] = [];
  const leave = socket.add(takeInto(frames));
  leave();
  setPrice(prices, 'NIFTY', 23_151);
  expect(clock.nextTimerAtMs()).toBeUndefined();
  clock.advanceTo(NOW_MS + 10_000);
  expect(frames).toHaveLength(1);
});

test('a client that is behind is told the newest prices once it can take them, though nothing changes any more', () => {
  const { socket, prices, clock } = createSocket();
  const frames: string[] = [];
  let isBehind = false;
  socket.add((frame) => {
    if (!isBehind) frames.push(frame);
    return !isBehind;
  });
  isBehind = true;
  setPrice(prices, 'NIFTY', 23_151);
  clock.advanceTo(NOW_MS + 1000);
  setPrice(prices, 'NIFTY', 23_152);
  clock.advanceTo(NOW_MS + 2000);
  expect(frames).toHaveLength(1);
  isBehind = false;
  clock.advanceTo(NOW_MS + 9000);
  expect(frames.slice(1)).toEqual([
    '{"type":"prices","timestamp":"2026-02-04T09:16:06.000+05:30","prices":{"NIFTY":23152}}',
  ]);
});

test('clients are bounded, and one that leaves makes room', () => {
  const { socket } = createSocket();
  const leave = Array.from({ length: PRICE_CLIENTS_MAX }, () => socket.add(() => true));
  expect(socket.isFull).toBe(true);
  leave[0]!();
  expect(socket.isFull).toBe(false);
});
