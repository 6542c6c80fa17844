/** Every JSON body of the REST surface by the name it has in the document. The schemas are those the routes parse with, and those beside the renderers. */
import { z } from 'zod';
import {
  AppConsentSchema,
  AuthErrorSchema,
  GeneratedTokenSchema,
  PartnerConsentSchema,
  RenewedTokenSchema,
} from '#engine/wire/auth-bodies.ts';
import { ChartBodySchema } from '#engine/wire/chart-body.ts';
import { HistoricalChartSchema, IntradayChartSchema } from '#engine/wire/chart-requests.ts';
import { DataErrorSchema, JavaErrorSchema, NotFoundSchema } from '#engine/wire/error-bodies.ts';
import {
  MarketFeedLtpSchema,
  MarketFeedOhlcSchema,
  MarketFeedQuoteSchema,
  MarketFeedRequestSchema,
} from '#engine/wire/market-feed-body.ts';
import { ExpiryListBodySchema, OptionChainBodySchema } from '#engine/wire/option-chain-body.ts';
import { ExpiryListRequestSchema, OptionChainRequestSchema } from '#engine/wire/option-chain-requests.ts';
import { ProfileBodySchema } from '#engine/wire/profile-body.ts';
import { RollingOptionRequestSchema, RollingOptionSchema } from '#engine/wire/rolling-option-body.ts';
import {
  StaticIpFailureSchema,
  StaticIpRequestSchema,
  StaticIpSavedSchema,
  StaticIpSchema,
} from '#engine/wire/static-ip-bodies.ts';
import { TRADING_ANSWER_SCHEMAS, TRADING_REQUEST_SCHEMAS } from './trading-schemas.ts';
import { jsonSchemaOf } from './json-schema.ts';
import type { JsonObject } from './json-schema.ts';

/** What clients send. */
export const REQUEST_SCHEMAS = {
  OptionChainRequest: OptionChainRequestSchema,
  ExpiryListRequest: ExpiryListRequestSchema,
  MarketFeedRequest: MarketFeedRequestSchema,
  HistoricalChartRequest: HistoricalChartSchema,
  IntradayChartRequest: IntradayChartSchema,
  RollingOptionRequest: RollingOptionRequestSchema,
  StaticIpRequest: StaticIpRequestSchema,
  ...TRADING_REQUEST_SCHEMAS,
} as const satisfies Readonly<Record<string, z.ZodType>>;

/** What the exchange answers. */
export const ANSWER_SCHEMAS = {
  OptionChain: OptionChainBodySchema,
  ExpiryList: ExpiryListBodySchema,
  MarketFeedLtp: MarketFeedLtpSchema,
  MarketFeedOhlc: MarketFeedOhlcSchema,
  MarketFeedQuote: MarketFeedQuoteSchema,
  Chart: ChartBodySchema,
  RollingOption: RollingOptionSchema,
  Profile: ProfileBodySchema,
  GeneratedToken: GeneratedTokenSchema,
  RenewedToken: RenewedTokenSchema,
  AppConsent: AppConsentSchema,
  PartnerConsent: PartnerConsentSchema,
  StaticIpSaved: StaticIpSavedSchema,
  StaticIp: StaticIpSchema,
  StaticIpFailure: StaticIpFailureSchema,
  ...TRADING_ANSWER_SCHEMAS,
  JavaError: JavaErrorSchema,
  DataError: DataErrorSchema,
  NotFound: NotFoundSchema,
  AuthError: AuthErrorSchema,
  OutOfScope: z.object({ error: z.string() }),
  SeedQuote: z.object({ data: z.object({ ltp: z.number() }), status: z.literal('success') }),
  Health: z.object({ status: z.literal('ok'), scenario: z.string(), now: z.string() }),
  Document: z.looseObject({}),
} as const satisfies Readonly<Record<string, z.ZodType>>;

/** All of them as `components.schemas` of the document. */
export function restSchemaComponents(): JsonObject {
  const components = (schemas: Readonly<Record<string, z.ZodType>>, direction: 'sent' | 'answered') =>
    Object.entries(schemas).map(([name, schema]) => [name, jsonSchemaOf(schema, direction)]);
  return Object.fromEntries([
    ...components(REQUEST_SCHEMAS, 'sent'),
    ...components(ANSWER_SCHEMAS, 'answered'),
  ]) as JsonObject;
}
