/** A program that shares no code with this one receives and decodes ticks: Debian's python3-websockets and struct. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { listenExchange } from '#mock-dhan/listen.ts';
import { emptyFolder } from '#test/support/preopen-command.ts';
import { FIRST_LEG_ID, createSmallExchange } from '#test/support/small-world.ts';
import { testCertificates } from '#test/support/test-certificates.ts';

const PYTHON = '/usr/bin/python3';
const CLIENT = fileURLToPath(new URL('../support/websockets-client.py', import.meta.url));

const hasWebSockets = spawnSync(PYTHON, ['-c', 'import websockets']).status === 0;
const isRequired = process.env['PREOPEN_REQUIRE_SERVICES'] === '1';
const isSkipped = !hasWebSockets && !isRequired;
const note = isSkipped
  ? ` (skipped: ${PYTHON} has no websockets module; apt install python3-websockets)`
  : '';

test.skipIf(isSkipped)(
  `a Python client decodes snapshots and ticks of an index and a leg${note}`,
  async () => {
    const { exchange, world, clock } = createSmallExchange();
    const listening = await listenExchange(exchange, { keepAlive: clock });
    const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
    const url = `${listening.feedUrl}/?version=2&token=${accessToken}&clientId=${clientId}&authType=2`;
    const python = spawn(PYTHON, [CLIENT, url, 'IDX_I:13', `NSE_FNO:${FIRST_LEG_ID}`, '21', '5'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(python, 'exit');
    const packets: Record<string, unknown>[] = [];
    for await (const line of createInterface({ input: python.stdout })) {
      packets.push(JSON.parse(line));
      if (packets.length !== 3) continue;
      world.plan(clock.nowMs() + 10, (board) => {
        board.trade(0, 25_012.35, clock.nowMs());
        board.trade(world.universe.indexOf('NSE_FNO', FIRST_LEG_ID), 207.15, clock.nowMs());
      });
      clock.advanceTo(clock.nowMs() + 250);
    }
    const [exitCode] = await exited;
    await listening.close();
    expect(exitCode).toBe(0);
    expect(packets).toMatchObject([
      { kind: 'previous-close', segment: 0, securityId: 13, previousClose: 24_980 },
      { kind: 'full', segment: 0, securityId: 13, ltp: 25_000, volume: 0 },
      { kind: 'full', segment: 2, securityId: FIRST_LEG_ID, ltp: 200, oi: 6500 },
      { kind: 'full', segment: 0, securityId: 13, ltp: 25_012.35 },
      { kind: 'full', segment: 2, securityId: FIRST_LEG_ID, ltp: 207.15, close: 190 },
    ]);
    const [best] = packets[2]!['depth'] as Record<string, number>[];
    expect(best).toMatchObject({ bidPrice: 199.95, bidQuantity: 130, askPrice: 200.05, askQuantity: 195 });
  },
);

test.skipIf(isSkipped)(
  `a Python client reaches the feed under Dhan’s own host name over TLS, and only with the authority${note}`,
  async () => {
    const { exchange, clock } = createSmallExchange();
    const { ca, leaf } = await testCertificates();
    const caFile = join(emptyFolder(), 'ca.pem');
    writeFileSync(caFile, ca.cert);
    const listening = await listenExchange(exchange, { keepAlive: clock, tls: leaf });
    const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
    const url = `wss://api-feed.dhan.co/?version=2&token=${accessToken}&clientId=${clientId}&authType=2`;
    const args = [CLIENT, url, 'IDX_I:13', '15', '2', '--to', new URL(listening.originUrl).port];
    const trusting = await outcomeOf([...args, '--ca', caFile]);
    const doubting = await outcomeOf(args);
    await listening.close();
    expect(trusting.exitCode).toBe(0);
    expect(
      trusting.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toMatchObject([
      { kind: 'previous-close', securityId: 13, previousClose: 24_980 },
      { kind: 'ticker', securityId: 13, ltp: 25_000 },
    ]);
    expect(doubting).toMatchObject({ exitCode: 1, stdout: '' });
    expect(doubting.stderr).toContain('CERTIFICATE_VERIFY_FAILED');
  },
);

async function outcomeOf(
  args: readonly string[],
): Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }> {
  const python = spawn(PYTHON, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(python.stdout),
    text(python.stderr),
    once(python, 'exit') as Promise<[number | null]>,
  ]);
  return { exitCode, stdout, stderr };
}
