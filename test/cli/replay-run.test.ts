/** A day that is recorded on its way through sockets and then replayed. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replayScenario } from '#cli/replay-run.ts';
import type { ReplayOptions } from '#cli/replay-run.ts';
import { RecordingFile } from '#engine/adapters/recording/recording-file.ts';
import { verifyRecording } from '#engine/adapters/recording/verify-recording.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { emptyFolder } from '#test/support/preopen-command.ts';
import { shortScenario } from '#test/support/short-scenario.ts';

const OPTIONS: ReplayOptions = {
  speed: 'max',
  through: 'sockets',
  wire: WIRE_PROFILES.observed,
  isRaw: false,
  repriceOnTicks: true,
  isVerbose: false,
  hasProgressBar: false,
};

/** What is expected of a client's behaviour is about a whole day. */
const MARKET_ALONE = 'rules: { expect: { behaviour: [] } }\n';

test('a recorded day gives the engine the digest of the day itself', async () => {
  const loaded = loadScenario(shortScenario('market-hours', '09:15:20', MARKET_ALONE));
  const recording = join(emptyFolder(), 'day.mcap');
  const day = await replayScenario(loaded, OPTIONS);
  const recorded = await replayScenario(loaded, { ...OPTIONS, record: recording });
  const replayed = await replayScenario(loaded, { ...OPTIONS, recording });
  expect(day.counters.legTicks).toBeGreaterThan(2400);
  expect(recorded.digest).toBe(day.digest);
  expect(replayed.digest).toBe(day.digest);
  expect(replayed.chainDigest).toBe(day.chainDigest);
  expect(replayed.exitCode).toBe(0);
  expect(verifyRecording(recording).state).toBe('sound');
  using file = new RecordingFile(recording);
  const texts = file.messages().map(({ data }) => Buffer.from(data).toString('latin1'));
  expect(texts.some((text) => /eyJ0eXAi|1000000001/.test(text))).toBe(false);
}, 60_000);

const STRUCK = `
faults: [{ id: doubled, kind: duplicate, from: '09:15:05', until: '09:15:10' }]
${MARKET_ALONE}`;

test('the faults a day was recorded with are in the recording, and strike it no second time', async () => {
  const loaded = loadScenario(shortScenario('market-hours', '09:15:20', STRUCK));
  const recording = join(emptyFolder(), 'day.mcap');
  const recorded = await replayScenario(loaded, { ...OPTIONS, record: recording });
  const replayed = await replayScenario(loaded, { ...OPTIONS, recording });
  const { digest, exitCode, counters } = recorded;
  expect(replayed).toMatchObject({ digest, exitCode, counters });
  expect(replayed.checks.find(({ id }) => id === 'fault.doubled')).toMatchObject({
    status: 'pass',
    observed: 'the recording was made with it',
  });
}, 60_000);

test('faults planned since strike the recorded day as they strike the day itself', async () => {
  const recording = join(emptyFolder(), 'day.mcap');
  const plain = loadScenario(shortScenario('market-hours', '09:15:20', MARKET_ALONE));
  await replayScenario(plain, { ...OPTIONS, record: recording });
  const struck = loadScenario(shortScenario('market-hours', '09:15:20', STRUCK));
  const day = await replayScenario(struck, OPTIONS);
  const replayed = await replayScenario(struck, { ...OPTIONS, recording });
  const { digest, exitCode, counters } = day;
  expect(replayed).toMatchObject({ digest, exitCode, counters });
  expect(replayed.checks.find(({ id }) => id === 'fault.doubled')).toMatchObject({ status: 'pass' });
  expect(counters.legTicks).toBeGreaterThan(2500);
}, 60_000);

test('a recording of another scenario is refused by both names', async () => {
  const recording = join(emptyFolder(), 'day.mcap');
  const loaded = loadScenario(shortScenario('market-hours', '09:14:10'));
  await replayScenario(loaded, { ...OPTIONS, record: recording });
  await expect(replayScenario(loadScenario('market-hours'), { ...OPTIONS, recording })).rejects.toThrow(
    /expected a recording of market-hours, was short-market-hours \(.*day\.mcap\)/,
  );
}, 60_000);
