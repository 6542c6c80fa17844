import { expect, test } from 'vitest';
import { PriceSocket } from '#engine/api/price-socket.ts';
import { PriceTable } from '#engine/market/price-table.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { NOW_MS, setPrice } from './fake-engine.ts';

function createSocket() {
  const prices = new PriceTable();
  setPrice(prices, 'NIFTY', 23_150.5);
  const clock = new VirtualClock(NOW_MS);
  return { prices, clock, socket: new PriceSocket(prices, clock) };
}

test('a client is told the prices at once', () => {
  const { socket } = createSocket();
  const frames: string[] = [];
  socket.add((frame) => frames.push(frame));
  expect(frames).toEqual([
    '{"type":"prices","timestamp":"2026-02-04T09:16:03.000+05:30","prices":{"NIFTY":23150.5}}',
  ]);
});

test('a change is pushed at the next second of the clock, once', () => {
  const { socket, prices, clock } = createSocket();
  const frames: string[] = [];
  socket.add((frame) => frames.push(frame));
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
  socket.add((frame) => frames.push(frame));
  clock.advanceTo(NOW_MS + 60_000);
  expect(frames).toHaveLength(1);
});

test('every client gets each push, a later one from its own greeting on', () => {
  const { socket, prices, clock } = createSocket();
  const first: string[] = [];
  const second: string[] = [];
  socket.add((frame) => first.push(frame));
  setPrice(prices, 'NIFTY', 23_151);
  clock.advanceTo(NOW_MS + 1000);
  socket.add((frame) => second.push(frame));
  setPrice(prices, 'NIFTY', 23_152);
  clock.advanceTo(NOW_MS + 2000);
  expect(first).toHaveLength(3);
  expect(second).toEqual(first.slice(1));
});

test('a client that left gets nothing more, and without clients no timer is planned', () => {
  const { socket, prices, clock } = createSocket();
  const frames: string[] = [];
  const leave = socket.add((frame) => frames.push(frame));
  leave();
  setPrice(prices, 'NIFTY', 23_151);
  expect(clock.nextTimerAtMs()).toBeUndefined();
  clock.advanceTo(NOW_MS + 10_000);
  expect(frames).toHaveLength(1);
  expect(socket.clientCount).toBe(0);
});
