import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RecordingError } from '#engine/errors.ts';
import { readRecording, writeRecording } from '#scenarios/recording.ts';
import { readRecordedDay, RECORDING_FILE, smallSession } from '#test/support/market-scenarios.ts';

const SPOTS = [24_520, 24_531.35, 24_518.1, 24_540.05];

function failureOf(bytes: Uint8Array): RecordingError {
  try {
    readRecording(bytes, 'day.mcap');
  } catch (error) {
    if (error instanceof RecordingError) return error;
    throw error;
  }
  throw new Error('the damage went unseen');
}

test('a written session reads back equal, quantities beyond 31 bits included', async () => {
  const session = smallSession(SPOTS);
  expect(readRecording(await writeRecording(session), 'day.mcap')).toEqual(session);
});

test('the same session gives the same bytes', async () => {
  expect(await writeRecording(smallSession(SPOTS))).toEqual(await writeRecording(smallSession(SPOTS)));
});

test('an expiry missing from a snapshot stays missing', async () => {
  const session = smallSession(SPOTS);
  const [underlying] = session.underlyings;
  const snapshots = underlying!.snapshots.map((snapshot, index) =>
    index === 1 ? { ...snapshot, chains: [undefined] } : snapshot,
  );
  const gapped = { ...session, underlyings: [{ ...underlying!, snapshots }] };
  expect(readRecording(await writeRecording(gapped), 'day.mcap')).toEqual(gapped);
});

test('a file cut at any byte is refused', async () => {
  const bytes = await writeRecording(smallSession(SPOTS));
  for (let length = 0; length < bytes.length; length += 1)
    expect(failureOf(bytes.subarray(0, length)).message).toMatch(/recovered (nothing|\d of 4 snapshots)/);
});

test('a flip of any byte is seen', async () => {
  const bytes = await writeRecording(smallSession(SPOTS));
  for (let position = 0; position < bytes.length; position += 1) {
    const damaged = bytes.slice();
    damaged[position] = damaged[position]! ^ 0x40;
    expect(failureOf(damaged).code).toBe('RECORDING');
  }
});

test('a truncated day says how many snapshots were recovered and up to when', () => {
  const bytes = readFileSync(RECORDING_FILE);
  const { message } = failureOf(bytes.subarray(0, Math.floor(bytes.length / 2)));
  const [, recovered, total, until] =
    /recovered (\d+) of (\d+) snapshots, up to (\d\d:\d\d:\d\d) IST/.exec(message) ?? [];
  expect(Number(total)).toBe(578);
  expect(Number(recovered)).toBeGreaterThan(200);
  expect(Number(recovered)).toBeLessThan(400);
  expect(until! > '11:30:00' && until! < '14:30:00').toBe(true);
  expect(message).toContain('(day.mcap)');
});

test('bytes that are no MCAP file at all are refused in one line', () => {
  const { message } = failureOf(new TextEncoder().encode('strike,ltp\n24500,110\n'));
  expect(message).toContain('recovered nothing');
  expect(message).not.toContain('\n');
});

test('the recorded day holds 292 NIFTY and 286 BANKNIFTY snapshots in at most 10 MB', () => {
  const session = readRecordedDay();
  expect(session.underlyings.map(({ symbol, snapshots }) => [symbol, snapshots.length])).toEqual([
    ['NIFTY', 292],
    ['BANKNIFTY', 286],
  ]);
  expect(session.underlyings.map(({ expiries }) => expiries.length)).toEqual([8, 4]);
  expect(readFileSync(RECORDING_FILE).length).toBeLessThan(10_000_000);
  expect(session.provenance?.licence).toContain('MIT');
});
