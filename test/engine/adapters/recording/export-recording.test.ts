import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { exportRecording } from '#engine/adapters/recording/export-recording.ts';
import type { ExportFormat } from '#engine/adapters/recording/export-recording.ts';
import { importCsv } from '#engine/adapters/recording/import-csv.ts';
import { RecordingFile } from '#engine/adapters/recording/recording-file.ts';
import { encodeConnectionEvent } from '#engine/recording/connection-event.ts';
import { encodeFrame, forEachFrame } from '#engine/recording/frames.ts';
import { emptyFolder } from '#test/support/preopen-command.ts';
import {
  GOLDEN_TICKER,
  STARTED_AT_MS,
  callMessage,
  recordingManifest,
  writeRecording,
} from '#test/support/recordings.ts';

const FRAMES = 'live/1/from-exchange';
const OPENED = {
  event: 'opened',
  connection: 1,
  feed: 'live',
  target: '/?version=2',
  requestHeaders: [],
  responseHeaders: [],
} as const;
const SOURCE = [
  { topic: 'connections', afterMs: 0, data: encodeConnectionEvent(OPENED) },
  { topic: 'rest', afterMs: 500, data: callMessage({ requestHeaders: [['host', 'api.dhan.co']] }) },
  {
    topic: FRAMES,
    afterMs: 1000,
    data: Buffer.concat([encodeFrame(0x82, GOLDEN_TICKER), encodeFrame(0x89, Uint8Array.of(1))]),
  },
  { topic: FRAMES, afterMs: 2000, data: encodeFrame(0x88, Uint8Array.of(3, 232)) },
];

test('ndjson tells everything, packets decoded', () => {
  const lines = exported('ndjson')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toMatchObject([
    { channel: 'connections', event: 'opened' },
    { channel: 'rest', method: 'GET', target: '/v2/profile', status: 200, responseBody: '{}' },
    {
      channel: FRAMES,
      at: '2026-02-04T09:15:01.000+05:30',
      packets: [{ kind: 'ticker', securityId: 13, ltp: 25_738.55 }],
    },
    { channel: FRAMES, opcode: 'ping', hex: '01' },
    { channel: FRAMES, opcode: 'close', code: 1000 },
  ]);
});

test('har has calls as entries and a socket with its messages', () => {
  const { log } = JSON.parse(exported('har')) as {
    log: { version: string; entries: Record<string, unknown>[] };
  };
  expect(log.version).toBe('1.2');
  expect(log.entries).toMatchObject([
    {
      startedDateTime: '2026-02-04T03:45:00.000Z',
      request: { method: 'GET', url: 'http://api.dhan.co/v2/profile' },
      response: { status: 200 },
    },
    {
      _resourceType: 'websocket',
      _webSocketMessages: [
        {
          type: 'receive',
          opcode: 2,
          time: STARTED_AT_MS / 1000 + 1,
          data: Buffer.from(GOLDEN_TICKER).toString('base64'),
        },
        { opcode: 9 },
        { opcode: 8 },
      ],
    },
  ]);
});

test('csv holds the prices, and what is imported of it is the same packets at the same times', () => {
  const csv = exported('csv');
  expect(csv.split('\n')[1]).toBe(
    '2026-02-04T09:15:01.000+05:30,1,IDX_I,13,ticker,25738.55,1770196801,,,,,,,,,,,,',
  );
  expect(importedFrom(csv)).toEqual([[STARTED_AT_MS + 1000, GOLDEN_TICKER]]);
});

function exported(format: ExportFormat): string {
  const target = join(emptyFolder(), 'export');
  exportRecording(writeRecording(SOURCE), target, format);
  return readFileSync(target, 'utf8');
}

function importedFrom(csv: string): [number, Uint8Array][] {
  const source = join(emptyFolder(), 'table.csv.gz');
  writeFileSync(source, gzipSync(csv));
  const target = join(emptyFolder(), 'imported.mcap');
  importCsv({ sources: [source], target, versions: recordingManifest().versions });
  using file = new RecordingFile(target);
  const packets: [number, Uint8Array][] = [];
  for (const { atMs, data } of file.messages())
    forEachFrame(data, ({ payload }) => packets.push([atMs, new Uint8Array(payload)]));
  return packets;
}
