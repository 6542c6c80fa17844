import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PacketReport } from '#cli/reporters/packet-report.ts';
import { hexOf } from '#engine/wire/hex.ts';
import { goldenDepthPackets } from '#test/support/depth-packets.ts';
import { goldenPacketOf, goldenPackets } from '#test/support/golden-packets.ts';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';

const TICKER = '02 10 00 00 0d 00 00 00 9a 55 c8 46 c2 1d 00 6b';
const OI = '05 0c 00 02 20 a6 00 00 cd c6 39 00';
const TICKER_FLAGS = ['--kind', 'ticker', '--segment', 'IDX_I', '--security-id', '13', '--ltp', '25642.8'];

const decode = (...args: readonly string[]) => preopen(['packet', 'decode', ...args]);
const encode = (...args: readonly string[]) => preopen(['packet', 'encode', ...args]);

test('the golden ticker is shown as an aligned table with its hex and the trade time in IST', async () => {
  const { exitCode, stdout, stderr } = await decode(...TICKER.split(' '));
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout.split('\n')).toEqual([
    'hex of the command line: 16 bytes',
    '',
    'ticker  IDX_I 13  bytes 0 to 15',
    '  byte  hex          field                 value  unit          note',
    '     0  02           code                      2  code          ticker',
    '     1  10 00        length                   16  bytes         header included',
    '     3  00           exchangeSegment           0  code          IDX_I',
    '     4  0d 00 00 00  securityId               13  id',
    '     8  9a 55 c8 46  ltp                 25642.8  rupees        f32 25642.80078125',
    '    12  c2 1d 00 6b  ltt              1795169730  wire seconds  2026-11-20 10:15:30 IST',
    '',
    'ok, 1 packet, 0 findings, exit 0',
  ]);
});

test.each(goldenPackets())(
  'the golden $name survives decode and encode byte for byte',
  async ({ bytes, packet }) => {
    const decoded = await decode('--format', 'json', hexOf(bytes));
    const report = JSON.parse(decoded.stdout) as PacketReport;
    expect(report).toMatchObject({ length: bytes.length, findings: [], exitCode: 0, packets: [{ packet }] });
    const json = JSON.stringify(report.packets[0]!.packet);
    expect(await encode('--json', json)).toEqual({ exitCode: 0, stdout: hexOf(bytes), stderr: '' });
  },
);

test('a whole report piped into encode becomes the frame it came from', async () => {
  const { stdout: report } = await decode('-f', 'json', TICKER, OI);
  const { exitCode, stdout } = await preopen(['packet', 'encode', '--json', '-'], { stdin: report });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${TICKER} ${OI}` });
});

test.each([
  ['blanks', TICKER],
  ['no blanks', TICKER.replaceAll(' ', '')],
  ['colons and capitals', TICKER.replaceAll(' ', ':').toUpperCase()],
  ['0x before each byte', TICKER.replaceAll(/\S\S/g, '0x$&')],
  ['one 0x', `0x${TICKER.replaceAll(' ', '')}`],
])('hex with %s is understood', async (_, hex) => {
  const { exitCode, stdout } = await decode('-f', 'json', hex);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ packets: [{ packet: { kind: 'ticker', securityId: 13 } }] });
});

test('base64 is understood', async () => {
  const { exitCode, stdout } = await decode(
    '--base64',
    Buffer.from(goldenPacketOf('oi').bytes).toString('base64'),
  );
  expect(exitCode).toBe(0);
  expect(stdout).toContain('base64 of the command line: 12 bytes');
  expect(stdout).toContain('3786445');
});

test.each([
  ['raw bytes', Uint8Array.from(goldenPacketOf('full').bytes)],
  ['hex as text', `${hexOf(goldenPacketOf('full').bytes)}\n`],
])('a file and stdin of %s are taken for that, and it is said', async (kind, content) => {
  const file = join(emptyFolder(), 'packet.bin');
  writeFileSync(file, content);
  const fromFile = await decode('--file', file);
  const fromStdin = await preopen(['packet', 'decode', '-'], { stdin: content });
  expect(fromFile.stdout).toContain(`file ${file}, taken for ${kind}: 162 bytes`);
  expect(fromStdin.stdout).toContain(`stdin, taken for ${kind}: 162 bytes`);
  expect([fromFile.exitCode, fromStdin.exitCode]).toEqual([0, 0]);
});

test.each([
  ['half a packet', TICKER.slice(0, 35), 'FAIL truncated at byte 0: 02 10 00 00 0d 00 00 00'],
  ['bytes behind a packet', `${TICKER} 07 08`, 'FAIL trailing at byte 16: 07 08'],
  ['a code without a layout', `01 08 00 00 00 00 00 00 ${OI}`, 'FAIL unknown-code at byte 0'],
  ['a big-endian length', `02 00 10 ${TICKER.slice(9)}`, 'FAIL bad-length at byte 0'],
  ['a price that is no number', TICKER.replace('9a 55 c8 46', 'ff ff ff ff'), 'ltp NaN (byte 8)'],
])('%s exits 1 with the finding and what to do', async (_, hex, words) => {
  const { exitCode, stdout, stderr } = await decode(hex);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  expect(stdout).toContain(words);
  expect(stdout).toContain('to mend  ');
});

test('the fields that are left of a truncated packet are shown below its finding', async () => {
  const { stdout } = await decode(TICKER.slice(0, 35));
  const lines = stdout
    .split('\n')
    .slice(stdout.split('\n').findIndex((line) => line.includes('to mend')) + 1);
  expect(lines[0]).toMatch(/^ +byte +hex +field +value +unit +note$/);
  expect(lines[5]).toMatch(/^ +8 +9a 55 c8 46 +ltp +25642\.8 +rupees/);
  expect(lines[6]).toBe('');
});

test('packets and findings are listed in the order of their bytes', async () => {
  const { stdout } = await decode(`${OI} 01 08 00 00 00 00 00 00 ${OI}`);
  const heads = stdout.split('\n').filter((line) => /^(?:oi|FAIL)/.test(line));
  expect(heads).toEqual([
    'oi  NSE_FNO 42528  bytes 0 to 11',
    'FAIL unknown-code at byte 12: 01 08 00 00 00 00 00 00',
    'oi  NSE_FNO 42528  bytes 20 to 31',
  ]);
});

test.each([
  ['letters', ['02', 'zz'], 'expected two hex digits for each byte, was "zz" (part 2)'],
  ['half a byte', ['021'], 'was "021"'],
  ['nothing', [], 'expected one source of bytes, was 0'],
  ['only blanks', ['  '], 'expected hex digits, was empty'],
  ['two sources', ['02', '--base64', 'Ag=='], 'expected one source of bytes, was 2'],
  ['base64 with a bad letter', ['--base64', 'Ag*='], '--base64: expected base64'],
  ['a file that is not there', ['--file', 'nowhere.bin'], 'was ENOENT'],
  ['a format nobody has', ['02', '-f', 'xml'], 'pretty, json'],
])('decode of %s exits 2 and says what it expects', async (_, args, words) => {
  const { exitCode, stdout, stderr } = await decode(...args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(words);
});

test.each([
  ['an empty stdin', ''],
  ['prose on stdin', 'Dear exchange, ...\n'],
])('%s exits 2', async (_, stdin) => {
  const { exitCode, stderr } = await preopen(['packet', 'decode', '-'], { stdin });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('stdin: expected');
});

test.each([['2026-11-20T10:15:30'], ['2026-11-20T04:45:30Z'], ['1795169730']])(
  'a ticker from flags, its time as %s, is the golden one',
  async (ltt) => {
    const { exitCode, stdout } = await encode(...TICKER_FLAGS, '--ltt', ltt);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: TICKER });
  },
);

test('every field of a full packet can be given by a flag', async () => {
  const { bytes, packet } = goldenPacketOf('full');
  const { exchangeSegment, depth, ...values } = packet as Extract<typeof packet, { kind: 'full' }>;
  const flags = Object.entries(values).flatMap(([name, value]) => [
    `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    String(value),
  ]);
  const { stdout, stderr } = await encode(
    ...flags,
    '--segment',
    exchangeSegment!,
    '--depth',
    JSON.stringify(depth.slice(0, 1)),
  );
  expect({ stdout, stderr }).toEqual({ stdout: hexOf(bytes), stderr: '' });
});

test('the packet goes out as base64, or raw into a file', async () => {
  const file = join(emptyFolder(), 'disconnect.bin');
  const flags = ['--kind', 'disconnect', '--reason', '805'];
  expect((await encode(...flags, '--base64')).stdout).toBe('MgoAAAAAAAAlAw==');
  expect(await encode(...flags, '--output', file)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  expect(Uint8Array.from(readFileSync(file))).toEqual(goldenPacketOf('disconnect').bytes);
});

test.each([
  [
    'no kind',
    [],
    'kind: expected one of ticker, depth, quote, oi, previous-close, market-status, full, disconnect, was missing',
  ],
  [
    'no security id',
    ['--kind', 'oi', '--segment', 'NSE_FNO', '--oi', '5'],
    'securityId: expected an integer',
  ],
  ['a price as word', [...TICKER_FLAGS, '--ltp', 'much'], 'ltp: expected a price in rupees'],
  ['a price beyond a float', [...TICKER_FLAGS, '--ltp', '1e39'], 'was 1e+39'],
  ['a field of another kind', [...TICKER_FLAGS, '--oi', '5'], 'oi: expected a field of packet ticker'],
  ['a time that is none', [...TICKER_FLAGS, '--ltt', 'noon'], 'ltt: expected wire seconds or a time'],
  ['a flag nobody has', [...TICKER_FLAGS, '--lpt', '5'], "unknown option '--lpt'"],
  ['broken JSON', ['--json', '{'], '--json: expected JSON'],
  ['an empty list', ['--json', '[]'], 'expected at least one'],
  ['an unknown key', ['--json', '{"kind":"oi","iv":1}'], 'iv: expected a field of packet oi'],
  ['JSON and flags', ['--json', '{}', '--kind', 'oi'], 'cannot be used with'],
  [
    'a report with findings',
    ['--json', '{"packets":[],"findings":[{}]}'],
    'findings: expected a report without',
  ],
])('encode with %s exits 2 and says what it accepts', async (_, args, words) => {
  const { exitCode, stdout, stderr } = await encode(...args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(words);
});

test('packet alone shows its two halves and exits 2', async () => {
  const { exitCode, stderr } = await preopen(['packet']);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/decode[\s\S]*encode/);
});

test.each(goldenDepthPackets())(
  '$name is explained as what it is, when its feed is named',
  async (golden) => {
    const feed = `depth-${golden.levels}`;
    const { exitCode, stdout } = await decode(hexOf(golden.bytes), '--feed', feed, '-f', 'json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ feed, findings: [], packets: [{ packet: golden.packet }] });
  },
);

test('a depth frame taken for the live feed is told by its finding, and shown in words by the right flag', async () => {
  const hex = hexOf(goldenDepthPackets()[0]!.bytes);
  const asLive = await decode(hex);
  expect(asLive.exitCode).toBe(1);
  expect(asLive.stdout).toContain(
    'to mend  It is a sound frame of the 20-level depth feed: add --feed depth-20.',
  );
  const asDepth = await decode(hex, '--feed', 'depth-20');
  expect(asDepth.stdout).toContain('bid  NSE_FNO 42528  bytes 0 to 331');
  expect(asDepth.stdout).toMatch(/^ +12 +9a 99 99 99 99 b1 60 40 +rows\[0\]\.price +133\.55 +rupees$/m);
});

test('a feed nobody has exits 2 with the feeds there are', async () => {
  const { exitCode, stderr } = await decode(TICKER, '--feed', 'depth');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('live, depth-20, depth-200');
});

test.each(goldenDepthPackets())(
  'the golden $name of a depth feed survives decode and encode byte for byte',
  async ({ levels, bytes }) => {
    const feed = `depth-${levels}`;
    const { stdout: report } = await decode('--feed', feed, '-f', 'json', hexOf(bytes));
    const { exitCode, stdout } = await preopen(['packet', 'encode', '--feed', feed, '--json', '-'], {
      stdin: report,
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: hexOf(bytes) });
  },
);

test('a depth packet is no packet of the live feed: encode says which kinds it knows', async () => {
  const { exitCode, stderr } = await encode('--json', '{"kind":"bid"}');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('market-status, full, disconnect, was "bid"');
});

test('a depth packet is written from JSON, not from flags', async () => {
  const { exitCode, stderr } = await encode('--feed', 'depth-20', '--kind', 'bid');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('expected the packet as --json');
});

test('-f sdk prints a message as a program with the Python SDK would, and what that passes over', async () => {
  const { exitCode, stdout } = await decode('-f', 'sdk', TICKER, OI, 'ff');
  expect(exitCode).toBe(1);
  expect(stdout.split('\n')).toEqual([
    "{'type': 'Ticker Data', 'exchange_segment': 0, 'security_id': 13, 'LTP': '25642.80', 'LTT': '10:15:30'}",
    '# byte 16: the SDK reads the first packet of a message alone; in one message it passes over what follows',
    "{'type': 'OI Data', 'exchange_segment': 2, 'security_id': 42528, 'OI': 3786445}",
    expect.stringMatching(/^# byte 28: .*expected 8 bytes, was 1/),
  ]);
});

test('-f sdk is refused for the depth feeds', async () => {
  const { exitCode, stderr } = await decode('-f', 'sdk', '--feed', 'depth-20', TICKER);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("-f sdk: expected the live feed's packets, was --feed depth-20");
});
