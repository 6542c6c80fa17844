import { expect, test } from 'vitest';
import { decodeManifest, encodeManifest, FORMAT } from '#engine/recording/manifest.ts';
import { framesTopic, parseTopic } from '#engine/recording/recording-format.ts';
import { recordingManifest } from '#test/support/recordings.ts';

test('a manifest is read back as it was written', () => {
  expect(decodeManifest(encodeManifest(recordingManifest()))).toEqual({
    ok: true,
    value: recordingManifest(),
  });
});

test.each([
  [
    'a newer format',
    { format: 'preopen-wire/2' },
    'expected format preopen-wire/1, was the newer preopen-wire/2',
  ],
  ['another format', { format: 'preopen-option-session/1' }, `expected format ${FORMAT}`],
  ['an unknown clock', { clock: 'sundial' }, 'field clock: was "sundial"'],
  ['no start', { startedAtMs: undefined }, 'field startedAtMs: was missing'],
])('%s is refused by name', (_, change, message) => {
  const bytes = encodeManifest({ ...recordingManifest(), ...change } as never);
  expect(decodeManifest(bytes)).toEqual({ ok: false, error: expect.stringContaining(message) });
});

test('bytes that are no JSON are refused', () => {
  expect(decodeManifest(Uint8Array.of(1, 2))).toEqual({
    ok: false,
    error: 'expected a JSON object, was none',
  });
});

test('a topic is read back as it was written, another is none', () => {
  expect(parseTopic(framesTopic('depth-20', 12, 'from-client'))).toEqual({
    kind: 'frames',
    feed: 'depth-20',
    connection: 12,
    direction: 'from-client',
  });
  expect(parseTopic('rest')).toEqual({ kind: 'rest' });
  for (const topic of ['spot/NIFTY', 'live/0/from-client', 'live/1/up', 'live/1/from-client/x', ''])
    expect(parseTopic(topic)).toBeUndefined();
});
