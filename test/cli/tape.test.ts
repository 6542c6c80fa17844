import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openTape } from '#cli/tape.ts';
import { writeRecording } from '#scenarios/recording.ts';
import { smallSession } from '#test/support/market-scenarios.ts';
import { emptyFolder } from '#test/support/preopen-command.ts';
import { shortScenario } from '#test/support/short-scenario.ts';
import { ticksOf } from '#test/support/tapes.ts';

/** Opens a scenario's tape in `folder` and tells what was logged, and whether the file was written. */
function opened(scenario: string, folder: string, seed = 1) {
  const lines: string[] = [];
  const before = Object.fromEntries(
    readdirSync(folder).map((name) => [name, statSync(join(folder, name)).ino]),
  );
  using tape = openTape(scenario, { folder, seed, log: { line: (_, text) => lines.push(text) } });
  const name = tape.file.slice(folder.length + 1);
  return {
    file: tape.file,
    head: tape.head,
    ticks: ticksOf(tape.ticks()),
    lines,
    isWritten: statSync(tape.file).ino !== before[name],
  };
}

test('a tape is compiled once and then only opened, with the same ticks', () => {
  const folder = emptyFolder();
  const scenario = shortScenario('market-hours', '09:15:05');
  const first = opened(scenario, folder);
  const second = opened(scenario, folder);
  expect([first.isWritten, second.isWritten]).toEqual([true, false]);
  expect(second.ticks).toEqual(first.ticks);
  expect(first.ticks.length).toBeGreaterThan(1000);
  expect([...first.lines, ...second.lines]).toEqual([]);
  expect(readdirSync(folder)).toEqual(['short-market-hours.seed-1.tape']);
});

test('the head lists the instruments that the ticks are of, from the start of the day', () => {
  const { head, ticks } = opened(shortScenario('market-hours', '09:15:05'), emptyFolder());
  expect(new Date(head.startMs).toISOString()).toBe('2026-02-04T03:44:00.000Z');
  expect(head.instruments[0]).toEqual({ exchangeSegment: 'IDX_I', securityId: 13 });
  const [firstOfNifty] = ticks.filter(([instrument]) => instrument === 0);
  expect(firstOfNifty).toEqual([0, 60_000, 2_575_000, 0]);
});

test('another seed has a tape of its own, with other prices', () => {
  const folder = emptyFolder();
  const scenario = shortScenario('market-hours', '09:15:05');
  expect(opened(scenario, folder, 2).ticks).not.toEqual(opened(scenario, folder, 1).ticks);
  expect(readdirSync(folder)).toHaveLength(2);
});

test('a tape whose scenario has changed is compiled anew, which is said once', () => {
  const folder = emptyFolder();
  const before = opened(shortScenario('market-hours', '09:15:05'), folder);
  const longer = shortScenario('market-hours', '09:15:10');
  const after = opened(longer, folder);
  expect(after.ticks.length).toBeGreaterThan(before.ticks.length);
  expect(after.lines).toEqual([
    `[WARN] Tape compiled anew: expected a tape of ${after.head.source}, was one of ${before.head.source} (${after.file}).`,
  ]);
  expect(opened(longer, folder)).toMatchObject({ lines: [], isWritten: false });
});

test('a tape whose recording has changed is compiled anew', async () => {
  const folder = emptyFolder();
  const scenario = shortScenario(
    'nifty-2025-08-29',
    '09:35:00',
    'world:\n  prices: { kind: recording, file: recording.mcap }\n  underlyings: [{ symbol: NIFTY }]\n',
  );
  const recording = join(dirname(scenario), 'recording.mcap');
  writeFileSync(recording, await writeRecording(smallSession([24_500, 24_510])));
  const before = opened(scenario, folder);
  writeFileSync(recording, await writeRecording(smallSession([24_500, 24_520])));
  const after = opened(scenario, folder);
  expect(before.ticks.at(-1)).not.toEqual(after.ticks.at(-1));
  expect(after.lines).toHaveLength(1);
});

test('a damaged tape is compiled anew, wherever the damage is, with the place in the log', () => {
  const folder = emptyFolder();
  const scenario = shortScenario('market-hours', '09:15:05');
  const { file, ticks } = opened(scenario, folder);
  const sound = readFileSync(file);
  const inLastBlock = Buffer.from(sound);
  inLastBlock[sound.length - 40] = inLastBlock[sound.length - 40]! ^ 1;
  for (const [damaged, place] of [
    [sound.subarray(0, -1), 'expected a foot'],
    [Buffer.alloc(0), 'expected 16 bytes from 0'],
    [inLastBlock, 'block 0 at byte'],
  ] as const) {
    writeFileSync(file, damaged);
    const mended = opened(scenario, folder);
    expect(mended.lines).toHaveLength(1);
    expect(mended.lines[0]).toContain(place);
    expect(mended.ticks).toEqual(ticks);
    expect(readFileSync(file)).toEqual(sound);
  }
});
