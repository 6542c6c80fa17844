import { expect, test } from 'vitest';
import { openExtraSocket } from '#engine/adapters/probes/extra-socket.ts';
import { UpstreamError } from '#engine/errors.ts';
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import type { SocketHandlers, SocketTransport } from '#engine/ports.ts';
import type { ExtraSocket, SocketFacts } from '#engine/verify/targets.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { encodeDepthDisconnect } from '#engine/wire/depth-packets.ts';
import { depthBytesOf } from '#test/support/depth-packets.ts';
import { driveUntilSettled } from '#test/support/drive-clock.ts';
import { OPEN_MS } from '../../verify/fake-targets.ts';

const TOKEN = 'eyJhbGciOiJIUzUxMiJ9.claims.signature';
const URLS = {
  'depth-20': 'ws://127.0.0.1:9000/twentydepth',
  'depth-200': 'ws://127.0.0.1:9000/twohundreddepth',
  'order-updates': 'ws://127.0.0.1:9000/orderupdate',
} as const;
const LEG = {
  name: 'NIFTY 2026-02-10 23000 CE',
  underlying: UNDERLYINGS[0]!,
  kind: 'leg',
  key: { exchangeSegment: 'NSE_FNO', securityId: 35_084 },
} as const;

const BID = {
  kind: 'bid',
  exchangeSegment: 'NSE_FNO',
  securityId: 35_084,
  sequence: 1,
  rows: [{ price: 100, quantity: 65, orders: 1 }],
} as const;

interface Opened {
  readonly facts: SocketFacts;
  readonly url: URL;
  readonly said: readonly string[];
  readonly isClosed: boolean;
}

/** Opens a socket whose other side does what `play` says after the client's first word. */
async function opened(socket: ExtraSocket, play: (handlers: SocketHandlers) => void): Promise<Opened> {
  const clock = new VirtualClock(OPEN_MS);
  const said: string[] = [];
  let url = '';
  let isClosed = false;
  const sockets: SocketTransport = {
    connect: async (asked, handlers) => {
      url = asked;
      return {
        send: (text) => {
          said.push(text);
          play(handlers);
        },
        close: () => {
          isClosed = true;
          handlers.onClose({ code: 1000, reason: 'by the client' });
        },
      };
    },
  };
  const facts = await driveUntilSettled(
    clock,
    openExtraSocket({
      access: { sockets, urls: URLS },
      socket,
      credentials: { clientId: '1100003626', accessToken: TOKEN },
      clock,
      instrument: LEG,
      packetDeadlineMs: 3_000,
    }),
  );
  return { facts, url: new URL(url), said, isClosed };
}

test.each([
  [
    'depth-20',
    20,
    {
      RequestCode: 23,
      InstrumentCount: 1,
      InstrumentList: [{ ExchangeSegment: 'NSE_FNO', SecurityId: '35084' }],
    },
  ],
  ['depth-200', 200, { RequestCode: 23, ExchangeSegment: 'NSE_FNO', SecurityId: '35084' }],
] as const)(
  '%s logs in by its query, asks for one option and sees its first packet',
  async (socket, levels, asked) => {
    const { facts, url, said, isClosed } = await opened(socket, (handlers) =>
      handlers.onMessage(depthBytesOf(BID, levels)),
    );
    expect(url.searchParams.get('token')).toBe(TOKEN);
    expect(said.map((text) => JSON.parse(text) as unknown)).toEqual([asked]);
    expect(facts).toEqual({
      url: URLS[socket],
      instrument: LEG.name,
      ended: undefined,
      firstPacketAfterMs: 0,
      watchedMs: 0,
      findings: [],
    });
    expect(isClosed).toBe(true);
  },
);

test('order updates log in by their first message and stand in silence', async () => {
  const { facts, url, said } = await opened('order-updates', () => undefined);
  expect(url.search).toBe('');
  expect(JSON.parse(said[0]!)).toEqual({
    LoginReq: { MsgCode: 42, ClientId: '1100003626', Token: TOKEN },
    UserType: 'SELF',
  });
  expect(facts).toMatchObject({ ended: undefined, instrument: undefined, watchedMs: 1_000 });
});

test('a login that is reset, a disconnect packet and undecodable bytes are facts', async () => {
  const reset = await opened('order-updates', (handlers) => handlers.onClose({ code: 1006, reason: '' }));
  expect(reset.facts).toMatchObject({ ended: 'closed with 1006', watchedMs: 0 });
  const told = await opened('depth-20', (handlers) => handlers.onMessage(encodeDepthDisconnect(806)));
  expect(told.facts.ended).toBe('code 806 (data APIs not subscribed)');
  const broken = await opened('depth-20', (handlers) => handlers.onMessage(Uint8Array.of(1, 2, 3)));
  expect(broken.facts).toMatchObject({ firstPacketAfterMs: undefined, watchedMs: 3_000 });
  expect(broken.facts.findings).toHaveLength(1);
});

test('a refused upgrade is a fact without the token', async () => {
  const clock = new VirtualClock(OPEN_MS);
  const refusal = new UpstreamError(`refused ${TOKEN}`, {
    failure: 'rate-limit',
    endpoint: '/',
    status: 429,
  });
  const facts = await openExtraSocket({
    access: { sockets: { connect: () => Promise.reject(refusal) }, urls: URLS },
    socket: 'depth-20',
    credentials: { clientId: '1100003626', accessToken: TOKEN },
    clock,
    instrument: LEG,
    packetDeadlineMs: 3_000,
  });
  expect(facts).toMatchObject({ ended: 'refused [hidden]', firstPacketAfterMs: undefined });
});
