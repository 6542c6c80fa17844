import { z } from 'zod';
import { BehaviourSchema } from './behaviour-schema.ts';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { FaultsSchema } from './fault-schema.ts';
import { PlatformSchema } from './platform-schema.ts';
import { clientId, timeOfDay } from './field-schemas.ts';
import { PRICE_MODEL_NAMES } from '#engine/pricing/price-model.ts';
import { CREDENTIAL_VARIABLES, MARKET_REGIMES } from '#engine/scenario.ts';
import type { Scenario } from '#engine/scenario.ts';
import { UNDERLYINGS } from '#engine/market/instrument.ts';

const date = z.iso.date('expected a date YYYY-MM-DD that the calendar has');
const price = z.number().positive();
const symbol = z.enum(UNDERLYINGS.map((underlying) => underlying.symbol));
const optionType = z.enum(['CE', 'PE']);

const scriptedTick = z.strictObject({
  at: timeOfDay,
  underlying: symbol,
  expiry: date.optional(),
  strike: price.optional(),
  optionType: optionType.optional(),
  ltp: price,
  bid: price.optional(),
  ask: price.optional(),
});

const regime = z
  .strictObject({
    kind: z.enum(MARKET_REGIMES),
    from: timeOfDay,
    until: timeOfDay.optional(),
    movePercent: z.number().min(-50).max(50).optional(),
  })
  .refine(({ from, until }) => until === undefined || until > from, {
    error: 'expected a time after from',
    path: ['until'],
  });

const priceSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('recording'), file: z.string().min(1) }),
  z.strictObject({
    kind: z.literal('synthetic'),
    annualVolatility: z.number().positive().max(500),
    driftPerDay: z.number().min(-50).max(50).default(0),
    regimes: z
      .array(regime)
      .default([])
      .refine((all) => all.every(({ from }, index) => index === 0 || from > all[index - 1]!.from), {
        error: 'expected regimes in the order of their beginnings, no two at once',
      }),
  }),
  z.strictObject({ kind: z.literal('scripted'), ticks: z.array(scriptedTick) }),
]);

const scenarioUnderlying = z.strictObject({
  symbol,
  spot: z.number().min(0).default(0),
  previousClose: z.number().min(0).default(0),
  expiries: z.array(date).default([]),
  strikeCount: z.int().min(0).max(400).default(0),
  impliedVolatility: z.number().min(0).max(300).default(12),
  skeletonPremium: price.optional(),
});

const expectedLeg = z.strictObject({
  at: timeOfDay,
  underlying: symbol,
  expiry: date,
  strike: price,
  optionType,
  ltp: price,
  bid: price.optional(),
  ask: price.optional(),
});

const verdicts = {
  at: timeOfDay.optional(),
  failing: z.array(z.string()).default([]),
  warning: z.array(z.string()).default([]),
};

const expectations = z.strictObject({
  startup: z.enum(['ready', 'refused']).default('ready'),
  refusalNames: z.string().optional(),
  statistics: z
    .strictObject({
      underlyings: z.int().min(0),
      expiries: z.int().min(0),
      strikes: z.int().min(0),
      tokens: z.int().min(0),
    })
    .optional(),
  failingChecks: z.array(z.string()).default([]),
  legs: z.array(expectedLeg).default([]),
  logLines: z.array(z.string()).default([]),
  verify: z.strictObject(verdicts).prefault({}),
  suites: z
    .strictObject({
      stocksblitz: z.strictObject({ ...verdicts, pending: z.array(z.string()).default([]) }).optional(),
    })
    .prefault({}),
  behaviour: BehaviourSchema,
});

const holding = z
  .strictObject({
    tradingSymbol: z.string().min(1),
    securityId: z.string().regex(/^\d+$/, 'expected a security id in quotes'),
    isin: z.string().regex(/^[A-Z0-9]{12}$/, 'expected an ISIN of twelve letters and digits'),
    quantity: z.int().min(1),
    t1Quantity: z.int().min(0).default(0),
    averagePrice: price,
    lastPrice: price,
  })
  .refine(({ quantity, t1Quantity }) => t1Quantity <= quantity, {
    error: 'expected at most the quantity',
    path: ['t1Quantity'],
  });

const THIS_MACHINE = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const NO_POSTBACK_URL =
  'expected an http or https URL of this machine; one elsewhere is given by serve --postback URL';

const scenario = z.strictObject({
  schemaVersion: z.literal(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and dashes'),
  title: z.string().min(1),
  description: z.string().default(''),
  seed: z.int().min(0).default(1),
  world: z.strictObject({
    prices: priceSource,
    underlyings: z.array(scenarioUnderlying).min(1),
  }),
  clock: z
    .strictObject({ date, startAt: timeOfDay, endAt: timeOfDay, serveAt: timeOfDay })
    .refine(({ startAt, endAt }) => endAt > startAt, {
      error: 'expected a time after startAt',
      path: ['endAt'],
    }),
  accounts: z
    .array(
      z.strictObject({
        clientId,
        token: z.enum(['valid', 'expired']).default('valid'),
        dataPlan: z.enum(['Active', 'Deactive']).default('Active'),
        pin: z
          .string()
          .regex(/^\d{6}$/, 'expected a PIN of six digits, in quotes')
          .optional(),
        totpSecret: z
          .string()
          .regex(/^[A-Z2-7]{16,64}$/, 'expected a base32 secret of 16 to 64 digits, A-Z and 2-7')
          .optional(),
        cash: z.number().min(0).max(1_000_000_000_000).optional(),
        holdings: z.array(holding).optional(),
        postbackUrl: z
          .url({ protocol: /^https?$/, hostname: THIS_MACHINE, error: NO_POSTBACK_URL })
          .optional(),
        redirectUrl: z.url({ protocol: /^https?$/, error: 'expected an http or https URL' }).optional(),
      }),
    )
    .min(1),
  backend: z.strictObject({
    environment: z.array(z.enum(CREDENTIAL_VARIABLES)).default([...CREDENTIAL_VARIABLES]),
    database: z.enum(['absent', 'empty', 'filled']).default('absent'),
    cache: z.strictObject({
      expiriesPerUnderlying: z.int().min(1).max(30),
      strikesBelow: z.int().min(0).max(400),
      strikesAbove: z.int().min(0).max(400),
    }),
    priceModel: z.enum(PRICE_MODEL_NAMES).default('black76'),
  }),
  faults: FaultsSchema,
  platform: PlatformSchema.prefault({}),
  rules: z.strictObject({ expect: expectations.prefault({}) }).prefault({}),
});

/** A scenario file after `extends` was merged in. Unknown keys are errors, so that a typing mistake is not a silent default. */
export const ScenarioSchema = scenario.superRefine(({ clock, faults, rules }, context) => {
  for (const [index, { from, until }] of (faults as readonly PlannedFault[]).entries()) {
    const day = `expected a time of the day that is played (${clock.startAt} to ${clock.endAt}): nobody is there`;
    if (from !== undefined && from >= clock.endAt)
      context.addIssue({ code: 'custom', path: ['faults', index, 'from'], message: `${day} after it` });
    if (until !== undefined && until <= clock.startAt)
      context.addIssue({ code: 'custom', path: ['faults', index, 'until'], message: `${day} before it` });
  }
  for (const [index, { after }] of rules.expect.behaviour.entries()) {
    if (after?.kind !== 'fault' || faults.some(({ id }) => id === after.id)) continue;
    const known = faults.map(({ id }) => id).join(', ') || 'none';
    context.addIssue({
      code: 'custom',
      path: ['rules', 'expect', 'behaviour', index, 'after', 'fault'],
      message: `expected the id of a fault of this scenario (${known})`,
    });
  }
}) satisfies z.ZodType<Scenario>;
