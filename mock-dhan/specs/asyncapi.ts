/** The sockets as AsyncAPI 3, made of the packet tables and the zod schemas that read what clients say. `receive` is what a client sends. */
import {
  DEPTH_REQUEST_CODES,
  DISCONNECT_REASONS,
  SUBSCRIBE_CODES,
  UNSUBSCRIBE_CODES,
} from '#engine/wire/feed-codes.ts';
import {
  DisconnectRequestSchema,
  flatSubscriptionSchema,
  subscriptionSchema,
} from '#engine/wire/feed-requests.ts';
import { OrderAlertSchema } from '#engine/wire/order-alert-schema.ts';
import { OrderUpdateLoginSchema } from '#engine/wire/order-update-login.ts';
import type { z } from 'zod';
import { depthPacketMessages, firstVersionLoginMessage, livePacketMessages } from './binary-layouts.ts';
import { jsonSchemaOf } from './json-schema.ts';
import type { JsonObject } from './json-schema.ts';

/** The whole document as it is served and committed, ending with a line feed. */
export function renderAsyncApi(): string {
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: "Dhan v2 sockets, as Preopen's mock exchange serves them",
      version: '2',
      description: DESCRIPTION,
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: servers(),
    channels: Object.fromEntries(CHANNELS.map((channel) => [channel.name, channelObject(channel)])),
    operations: Object.fromEntries(CHANNELS.flatMap(operations)),
    'x-disconnect-reasons': DISCONNECT_REASONS,
    'x-keep-alive': { pingEveryMs: 10_000, closedAfterSilenceMs: 40_000 },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

const DESCRIPTION = [
  'Generated from the tables and schemas the mock exchange is built from. Clients speak JSON texts, the data feeds answer in binary packets whose bytes `x-binary-layout` tells: numbers',
  'are little-endian, offsets count from the start of the packet. The exchange pings every 10 s and closes a connection it has not heard from for 40 s. Each feed allows five',
  'connections per client id; the sixth ends the oldest with reason 805. A data feed says why it ends a connection in its disconnect packet, the order-update socket in its close frame.',
].join('\n');

/** One socket of the exchange. */
interface Channel {
  readonly name: 'live' | 'depth-20' | 'depth-200' | 'order-update';
  readonly title: string;
  readonly host: string;
  readonly address: string;
  /** Where the mock serves it, whatever the host. */
  readonly mockPath: string;
  readonly limits: JsonObject;
  /** What a client says; what it hears. */
  readonly sent: Readonly<Record<string, JsonObject>>;
  readonly heard: Readonly<Record<string, JsonObject>>;
}

/** Source: dhan-v2-wire 1.1, 3, 6, 7, 8. */
const CHANNELS: readonly Channel[] = [
  {
    name: 'live',
    title: 'Live market feed',
    host: 'api-feed.dhan.co',
    address: '/',
    mockPath: '/',
    limits: { instrumentsPerConnection: 5000, instrumentsPerMessage: 100, connectionsPerClient: 5 },
    sent: {
      subscribe: said(
        'start a mode: 15 ticker, 17 quote, 19 depth of the first version, 21 full',
        subscriptionSchema(Object.values(SUBSCRIBE_CODES)),
      ),
      unsubscribe: said(
        'end a mode; other modes of the instrument stay',
        subscriptionSchema(Object.values(UNSUBSCRIBE_CODES)),
      ),
      goodbye: said('end the connection', DisconnectRequestSchema),
      'first-version-login': firstVersionLoginMessage(),
    },
    heard: livePacketMessages(),
  },
  depthChannel({ levels: 20, host: 'depth-api-feed.dhan.co', address: '/twentydepth', instruments: 50 }),
  depthChannel({ levels: 200, host: 'full-depth-api.dhan.co', address: '/twohundreddepth', instruments: 1 }),
  {
    name: 'order-update',
    title:
      "Order updates: every change of the account's orders, one text frame each unless --wire order-alerts=joined",
    host: 'api-order-update.dhan.co',
    address: '/',
    mockPath: '/orderupdate',
    limits: { connectionsPerClient: 5 },
    sent: {
      login: said(
        'the first message, of a client (UserType SELF) or a partner (PARTNER, with its Secret); a bad one is answered with a TCP reset',
        OrderUpdateLoginSchema,
      ),
    },
    heard: {
      'order-alert': {
        summary: 'a change of an order',
        contentType: 'application/json',
        payload: jsonSchemaOf(OrderAlertSchema, 'answered'),
      },
    },
  },
];

function depthChannel(feed: {
  readonly levels: 20 | 200;
  readonly host: string;
  readonly address: string;
  readonly instruments: number;
}): Channel {
  const { levels, host, address, instruments } = feed;
  const { subscribe, unsubscribe, unsubscribeByPortal } = DEPTH_REQUEST_CODES;
  return {
    name: `depth-${levels}`,
    title: `Full market depth, ${levels} levels; NSE_EQ and NSE_FNO`,
    host,
    address,
    mockPath: address,
    limits: { instrumentsPerConnection: instruments, connectionsPerClient: 5 },
    sent: {
      subscribe: said('start a list of instruments', subscriptionSchema([subscribe])),
      'subscribe-one': said('start one instrument', flatSubscriptionSchema([subscribe])),
      unsubscribe: said('end a list of instruments', subscriptionSchema([unsubscribe, unsubscribeByPortal])),
      'unsubscribe-one': said(
        'end one instrument',
        flatSubscriptionSchema([unsubscribe, unsubscribeByPortal]),
      ),
      goodbye: said('end the connection', DisconnectRequestSchema),
    },
    heard: depthPacketMessages(levels),
  };
}

function said(summary: string, schema: z.ZodType): JsonObject {
  return { summary, contentType: 'application/json', payload: jsonSchemaOf(schema, 'sent') };
}

function servers(): JsonObject {
  const dhan = CHANNELS.map(({ name, host }) => [name, { host, protocol: 'wss' }]);
  const port = { default: '8443', description: 'of the mock exchange' };
  const mock = { host: '127.0.0.1:{port}', protocol: 'ws', variables: { port } };
  return { ...Object.fromEntries(dhan), mock } as JsonObject;
}

function channelObject({ name, title, address, mockPath, limits, sent, heard }: Channel): JsonObject {
  return {
    address,
    title,
    servers: [{ $ref: `#/servers/${name}` }, { $ref: '#/servers/mock' }],
    messages: { ...sent, ...heard },
    ...(name === 'order-update' ? {} : { bindings: { ws: { query: LOGIN_QUERY } } }),
    'x-mock-path': mockPath,
    'x-limits': limits,
  };
}

/** Source: dhan-v2-wire 6.1. */
const LOGIN_QUERY = {
  type: 'object',
  properties: {
    version: { type: 'string', const: '2' },
    token: { type: 'string' },
    clientId: { type: 'string' },
    authType: { type: 'string', const: '2' },
  },
  required: ['token', 'clientId'],
} as const;

function operations({ name, sent, heard }: Channel): [string, JsonObject][] {
  const of = (action: 'send' | 'receive', messages: Channel['sent']): JsonObject => ({
    action,
    channel: { $ref: `#/channels/${name}` },
    messages: Object.keys(messages).map((message) => ({ $ref: `#/channels/${name}/messages/${message}` })),
  });
  return [
    [`${name}-receive`, of('receive', sent)],
    [`${name}-send`, of('send', heard)],
  ];
}
