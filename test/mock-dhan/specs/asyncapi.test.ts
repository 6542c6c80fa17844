import asyncApiSchemas from '@asyncapi/specs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { depthPacketLayouts } from '#engine/wire/depth-layout.ts';
import {
  encodeDisconnect,
  encodeSubscribe,
  encodeUnsubscribe,
  parseDepthRequest,
  parseFeedRequest,
} from '#engine/wire/feed-requests.ts';
import { HEADER_LAYOUT, PACKET_LAYOUTS } from '#engine/wire/packet-layout.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { feedTypeOf } from '#mock-dhan/feed/feed-routing.ts';
import { renderAsyncApi } from '#mock-dhan/specs/asyncapi.ts';

interface Message {
  readonly payload: object;
  readonly 'x-binary-layout'?: {
    readonly length?: number;
    readonly fields: readonly unknown[];
    readonly rows?: unknown;
  };
}

const document = JSON.parse(renderAsyncApi()) as {
  readonly servers: Readonly<Record<string, { readonly host: string }>>;
  readonly channels: Readonly<
    Record<
      string,
      {
        readonly address: string;
        readonly 'x-mock-path': string;
        readonly messages: Readonly<Record<string, Message>>;
      }
    >
  >;
};
const messagesOf = (channel: string) => document.channels[channel]!.messages;

test('the document is sound AsyncAPI 3.0', () => {
  // The bundled schema brings its own copy of the meta-schema.
  const ajv = new Ajv({ strict: false, allErrors: true, meta: false, validateSchema: false });
  addFormats.default(ajv);
  const validate = ajv.compile(asyncApiSchemas.schemas['3.0.0'] as object);
  expect([validate(document), validate.errors]).toEqual([true, null]);
  expect(validate({ ...document, channels: 1 })).toBe(false);
});

test('every reference leads somewhere', () => {
  const references = [...renderAsyncApi().matchAll(/"\$ref": "#\/([^"]+)"/g)].map(([, path]) => path!);
  expect(references.length).toBeGreaterThan(20);
  for (const path of references) {
    let value: unknown = document;
    for (const key of path.split('/')) value = (value as Readonly<Record<string, unknown>>)[key];
    expect(value, path).toBeDefined();
  }
});

test('each channel is the feed that its server and its path of the mock lead to', () => {
  for (const [name, { address, 'x-mock-path': mockPath }] of Object.entries(document.channels)) {
    expect(feedTypeOf({ host: document.servers[name]!.host, path: address })).toBe(name);
    expect(feedTypeOf({ host: '127.0.0.1:8443', path: mockPath })).toBe(name);
  }
});

test('the binary messages of the live feed are the packet table', () => {
  for (const { kind, length, body, depth } of PACKET_LAYOUTS) {
    const layout = messagesOf('live')[kind]!['x-binary-layout']!;
    expect(layout.length).toBe(length);
    expect(layout.fields).toEqual([...HEADER_LAYOUT, ...body]);
    expect(layout.rows === undefined).toBe(depth === undefined);
  }
});

test.each([20, 200] as const)('the binary messages of %i levels are the depth table', (levels) => {
  for (const { kind, fields } of depthPacketLayouts(levels))
    expect(messagesOf(`depth-${levels}`)[kind]!['x-binary-layout']!.fields).toEqual(fields);
});

test('what our own client says is what the document has it say', () => {
  const instruments = [{ exchangeSegment: 'IDX_I', securityId: 13 }] as const;
  for (const mode of ['ticker', 'quote', 'full'] as const) {
    expect(problems('live', 'subscribe', encodeSubscribe(mode, instruments)[0]!)).toBeNull();
    expect(problems('live', 'unsubscribe', encodeUnsubscribe(mode, instruments)[0]!)).toBeNull();
    expect(problems('live', 'unsubscribe', encodeSubscribe(mode, instruments)[0]!)).not.toBeNull();
  }
  expect(problems('live', 'goodbye', encodeDisconnect())).toBeNull();
});

test('whatever the document allows is understood, down to the last instrument', () => {
  const instrument = fc.record({
    ExchangeSegment: fc.constantFrom('IDX_I', 'NSE_EQ', 'NSE_FNO', 'BSE_FNO', 'MCX_COMM'),
    SecurityId: fc.nat(999_999_999).map(String),
  });
  const list = fc.array(instrument, { maxLength: 100 });
  const { observed } = WIRE_PROFILES;
  fc.assert(
    fc.property(fc.constantFrom(15, 16, 17, 18, 19, 20, 21, 22), list, (RequestCode, InstrumentList) => {
      const text = JSON.stringify({ RequestCode, InstrumentCount: InstrumentList.length, InstrumentList });
      expect(problems('live', RequestCode % 2 === 1 ? 'subscribe' : 'unsubscribe', text)).toBeNull();
      const request = parseFeedRequest(text, observed);
      expect(request?.kind !== 'disconnect' && request?.instruments).toHaveLength(InstrumentList.length);
    }),
    { numRuns: 200, seed: 1 },
  );
  fc.assert(
    fc.property(fc.constantFrom(23, 24, 25), instrument, (RequestCode, one) => {
      const text = JSON.stringify({ RequestCode, ...one });
      expect(
        problems('depth-200', RequestCode === 23 ? 'subscribe-one' : 'unsubscribe-one', text),
      ).toBeNull();
      const request = parseDepthRequest(text, observed);
      expect(request?.kind !== 'disconnect' && request?.instruments).toHaveLength(1);
    }),
    { numRuns: 200, seed: 1 },
  );
});

const payloadSchemas = new Ajv2020({ strict: false });

function problems(channel: string, message: string, text: string): unknown {
  const validate = payloadSchemas.compile(messagesOf(channel)[message]!.payload);
  return validate(JSON.parse(text)) ? null : validate.errors;
}
