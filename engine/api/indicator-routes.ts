import { Hono } from 'hono';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { CandleSource } from '../candles/candle-source.ts';
import type { Timeframe } from '../candles/candle.ts';
import { InvariantError } from '../errors.ts';
import { INDICATORS, indicatorNamed } from '../indicators/indicator-catalogue.ts';
import { formatIndicatorId } from '../indicators/indicator-ids.ts';
import type { IndicatorDefinition } from '../indicators/indicator.ts';
import { istIso } from '../market/ist-time.ts';
import type { Clock } from '../ports.ts';
import type { Principal } from './auth/principal.ts';
import {
  askedBatch,
  askedIndicator,
  askedIndicators,
  askedInteger,
  askedSubscription,
  askedTimeframe,
  LOOKBACK,
  OFFSET,
  requiredText,
} from './indicator-request.ts';
import type { AskedIndicator } from './indicator-request.ts';
import { IndicatorSubscriptions } from './indicator-subscriptions.ts';
import { seriesOf, valuesAt } from './indicator-values.ts';
import type { CandleWindow } from './indicator-values.ts';
import { answerRefusal, Refusal } from './refusal.ts';

/** What the indicator routes stand on. */
export interface IndicatorRoutesOptions {
  readonly candles: CandleSource;
  /** The candles' name of an asked symbol; undefined for one that is not known. Unless told otherwise: as asked, in upper case. */
  readonly symbolOf?: (asked: string) => string | undefined;
  /** Names that are refused with 501, as where their library is missing. */
  readonly refusedNames?: readonly string[];
}

const SUBSCRIPTIONS_MAX = 10_000;
const BODY_BYTES_MAX = 64 * 1024;
const SYMBOLS_TOLD_MAX = 20;

const limitBody = bodyLimit({
  maxSize: BODY_BYTES_MAX,
  onError: (c) => c.json({ detail: `Body too large: expected at most ${BODY_BYTES_MAX} bytes` }, 413),
});

/** Everything below /indicators; who may ask is decided before it. Source: seed-requirements A10, B8. */
export function indicatorRoutes(clock: Clock, options: IndicatorRoutesOptions): Hono {
  const served = new ServedIndicators(clock, options);
  const routes = new Hono()
    .get('/indicators/list', (c) => c.json(served.list()))
    .get('/indicators/definition/:name', (c) => c.json(served.definition(c.req.param('name'))))
    .get('/indicators/health', (c) => c.json(served.health()));
  for (const name of ['current', 'history', 'at-offset'] as const)
    routes.get(`/indicators/${name}`, (c) => c.json(served[name](c)));
  for (const name of ['subscribe', 'unsubscribe', 'batch'] as const)
    routes.post(`/indicators/${name}`, limitBody, async (c) => c.json(await served[name](c)));
  routes.onError(answerRefusal);
  return routes;
}

class ServedIndicators {
  readonly #clock: Clock;
  readonly #options: IndicatorRoutesOptions;
  readonly #refused: ReadonlySet<string>;
  readonly #subscriptions = new IndicatorSubscriptions(SUBSCRIPTIONS_MAX);

  constructor(clock: Clock, options: IndicatorRoutesOptions) {
    this.#clock = clock;
    this.#options = options;
    this.#refused = new Set(options.refusedNames);
    for (const name of this.#refused)
      if (!indicatorNamed(name))
        throw new InvariantError(`refusedNames: expected names of the catalogue, was "${name}"`);
  }

  list(): object {
    const indicators = INDICATORS.map((definition) => this.#told(definition));
    return { status: 'success', count: indicators.length, indicators };
  }

  definition(name: string): object {
    const definition = indicatorNamed(name);
    if (!definition) throw new Refusal(404, `Unknown indicator "${name}": GET /indicators/list has them all`);
    return { status: 'success', definition: this.#told(definition) };
  }

  health(): object {
    const symbols = this.#options.candles.symbols().length;
    const reasons = [
      ...(this.#refused.size > 0 ? [`not computed: ${[...this.#refused].join(', ')}`] : []),
      ...(symbols === 0 ? ['no candles yet'] : []),
    ];
    return {
      status: reasons.length === 0 ? 'healthy' : 'degraded',
      reasons,
      indicators_computed: INDICATORS.length - this.#refused.size,
      symbols,
      subscriptions: this.#subscriptions.size,
      timestamp: this.#now(),
    };
  }

  async subscribe(c: Context): Promise<object> {
    return this.#subscribed(c, (key, client, symbol) => {
      this.#assertKnown(symbol);
      const status = this.#subscriptions.add(key, client);
      if (status === 'full')
        throw new Refusal(429, `Expected at most ${SUBSCRIPTIONS_MAX} subscriptions: unsubscribe from some`);
      return status;
    });
  }

  async unsubscribe(c: Context): Promise<object> {
    return this.#subscribed(c, (key, client) => this.#subscriptions.remove(key, client));
  }

  current(c: Context): object {
    return this.#valuesOf(c, 0, {});
  }

  'at-offset'(c: Context): object {
    const offset = askedInteger(c, OFFSET);
    return this.#valuesOf(c, offset, { offset });
  }

  history(c: Context): object {
    const timeframe = askedTimeframe(c);
    const asked = askedIndicator(c);
    const lookback = askedInteger(c, LOOKBACK);
    this.#assertComputed([asked]);
    const window = this.#window(requiredText(c, 'symbol'), timeframe);
    const series = seriesOf(asked, window, lookback);
    return {
      status: 'success',
      symbol: window.symbol,
      timeframe,
      indicator: asked.id,
      count: series.length,
      series,
    };
  }

  async batch(c: Context): Promise<object> {
    const { symbol, queries } = await askedBatch(c);
    this.#assertComputed(queries.map(({ asked }) => asked));
    const results = queries.map(({ timeframe, asked, lookback }) => ({
      timeframe,
      indicator: asked.id,
      series: seriesOf(asked, this.#window(symbol, timeframe), lookback),
    }));
    return { status: 'success', symbol: this.#symbol(symbol), timestamp: this.#now(), results };
  }

  #valuesOf(c: Context, offset: number, told: object): object {
    const timeframe = askedTimeframe(c);
    const asked = askedIndicators(c);
    this.#assertComputed(asked);
    const window = this.#window(requiredText(c, 'symbol'), timeframe);
    const indicators = valuesAt(asked, window, offset);
    const { symbol, candles } = window;
    const candleTime = istIso(candles[candles.length - 1 - offset]!.startMs);
    return {
      status: 'success',
      symbol,
      timeframe,
      timestamp: this.#now(),
      candle_time: candleTime,
      ...told,
      indicators,
    };
  }

  async #subscribed(
    c: Context,
    change: (key: string, client: string, symbol: string) => string,
  ): Promise<object> {
    const { symbol: asked, timeframe, indicators } = await askedSubscription(c);
    this.#assertComputed(indicators);
    const symbol = this.#symbol(asked);
    const client = clientOf(c);
    const subscriptions = indicators.map(({ indicator }) => {
      const id = formatIndicatorId(indicator);
      const key = `${symbol} ${timeframe} ${id}`;
      const status = change(key, client, symbol);
      return {
        indicator_id: id,
        symbol,
        timeframe,
        subscriber_count: this.#subscriptions.countOf(key),
        status,
      };
    });
    return { status: 'success', client_id: client, subscriptions };
  }

  /** Errors: Refusal 404 for a symbol without a candle. */
  #window(asked: string, timeframe: Timeframe): CandleWindow {
    const symbol = this.#symbol(asked);
    const candles = this.#options.candles.candles(symbol, timeframe);
    if (candles.length === 0) this.#assertKnown(symbol);
    if (candles.length === 0) throw new Refusal(404, `No ${timeframe} candles of ${symbol} so far`);
    return { symbol, timeframe, candles };
  }

  #symbol(asked: string): string {
    const { candles, symbolOf } = this.#options;
    const upper = asked.toUpperCase();
    const symbol = symbolOf ? symbolOf(asked) : candles.symbols().find((name) => name === upper);
    if (symbol !== undefined) return symbol;
    throw new Refusal(404, `Unknown symbol "${asked}": ${this.#known()}`);
  }

  /** Errors: Refusal 404; a subscription to what no candle is made of would never be served. */
  #assertKnown(symbol: string): void {
    if (!this.#options.candles.symbols().includes(symbol))
      throw new Refusal(404, `No candles of ${symbol}: ${this.#known()}`);
  }

  #known(): string {
    const known = this.#options.candles.symbols();
    const told = known.slice(0, SYMBOLS_TOLD_MAX).join(', ');
    const more = known.length > SYMBOLS_TOLD_MAX ? ` and ${known.length - SYMBOLS_TOLD_MAX} more` : '';
    return `candles are known of ${told || 'none so far'}${more}`;
  }

  #assertComputed(asked: readonly AskedIndicator[]): void {
    const refused = asked
      .map(({ indicator }) => indicator.definition.name)
      .filter((name) => this.#refused.has(name));
    if (refused.length > 0) throw new Refusal(501, `Not computed here: ${[...new Set(refused)].join(', ')}`);
  }

  #told(definition: IndicatorDefinition): object {
    const { name, title, family, parameters, outputs, needsVolume, formula } = definition;
    const defaults = parameters.map((parameter) => parameter.default);
    return {
      name,
      title,
      family,
      status: this.#refused.has(name) ? 'not_computed' : 'computed',
      parameters: parameters.map(({ name, default: value, min, max, isInteger }) => ({
        name,
        type: isInteger ? 'integer' : 'number',
        default: value,
        min,
        max,
      })),
      outputs,
      needs_volume: needsVolume,
      default_id: formatIndicatorId({ definition, values: defaults }),
      default_candles_needed: definition.candlesNeeded(defaults),
      formula,
    };
  }

  #now(): string {
    return istIso(this.#clock.nowMs());
  }
}

/** The user behind the authentication; a backend without one knows nobody. */
function clientOf(c: Context): string {
  const principal = c.get('principal') as Principal | undefined;
  return principal ? `user:${principal.userId}` : 'anonymous';
}
