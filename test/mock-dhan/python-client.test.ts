/** A program that shares no code with this one receives and decodes ticks: Debian's python3-websockets and struct. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { listenExchange } from '#mock-dhan/listen.ts';
import { FIRST_LEG_ID, createSmallExchange } from '#test/support/small-world.ts';

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
