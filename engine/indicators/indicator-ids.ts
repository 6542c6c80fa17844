import { INDICATORS, indicatorNamed } from './indicator-catalogue.ts';
import type { IndicatorDefinition, IndicatorParameter } from './indicator.ts';

/** An indicator with a value for every parameter, in the order of the definition. */
export interface Indicator {
  readonly definition: IndicatorDefinition;
  readonly values: readonly number[];
}

/** What was wrong with an id or its parameters: one sentence with what is accepted. */
export type IndicatorResult =
  | { readonly ok: true; readonly value: Indicator }
  | { readonly ok: false; readonly error: string };

const NUMBER = /^\d{1,9}(\.\d{1,9})?$/;

/** `RSI_14`, `MACD_12_26_9`, `BBANDS_20_2.0`, `VWAP`: values left out at the end are the defaults. */
export function parseIndicatorId(id: string): IndicatorResult {
  const [name = '', ...texts] = id.trim().split('_');
  const definition = indicatorNamed(name);
  if (!definition) return { ok: false, error: unknownIndicator(name) };
  const { parameters } = definition;
  if (texts.length > parameters.length)
    return {
      ok: false,
      error: `"${id}" has ${texts.length} parameters: expected at most ${parameters.length} (${signature(definition)})`,
    };
  const wrong = texts.findIndex((text) => !NUMBER.test(text));
  if (wrong !== -1)
    return {
      ok: false,
      error: `"${id}" says "${texts[wrong]}": expected ${rangeOf(parameters[wrong]!)} (${signature(definition)})`,
    };
  return checked(
    definition,
    parameters.map(({ default: fallback }, index) =>
      texts[index] === undefined ? fallback : Number(texts[index]),
    ),
  );
}

/** The body form, `{name: 'RSI', params: {length: 14}}`. A parameter left out is the default. */
export function indicatorFromParameters(
  name: string,
  given: Readonly<Record<string, number>>,
): IndicatorResult {
  const definition = indicatorNamed(name);
  if (!definition) return { ok: false, error: unknownIndicator(name) };
  const unknown = Object.keys(given).find((key) => !definition.parameters.some(({ name }) => name === key));
  if (unknown !== undefined)
    return {
      ok: false,
      error: `${definition.name} has no parameter "${unknown}": expected ${signature(definition)}`,
    };
  return checked(
    definition,
    definition.parameters.map((parameter) => given[parameter.name] ?? parameter.default),
  );
}

/** The id with every parameter, such as `RSI_14_100`. */
export function formatIndicatorId({ definition, values }: Indicator): string {
  return [definition.name, ...values].join('_');
}

/** `MACD(fast, slow, signal)`. */
export function signature({ name, parameters }: IndicatorDefinition): string {
  return `${name}(${parameters.map((parameter) => parameter.name).join(', ')})`;
}

/** `length from 1 to 1000, a whole number`. */
function rangeOf({ name, min, max, isInteger }: IndicatorParameter): string {
  return `${name} from ${min} to ${max}${isInteger ? ', a whole number' : ''}`;
}

function checked(definition: IndicatorDefinition, values: readonly number[]): IndicatorResult {
  const { parameters, order } = definition;
  const wrong = parameters.findIndex((parameter, index) => !isAccepted(parameter, values[index]!));
  if (wrong !== -1)
    return {
      ok: false,
      error: `${definition.name} expects ${rangeOf(parameters[wrong]!)}, was ${values[wrong]}`,
    };
  if (order) {
    const valueOf = (wanted: string): number => values[parameters.findIndex(({ name }) => name === wanted)]!;
    const [low, high] = [valueOf(order.low), valueOf(order.high)];
    if (low > high || (low === high && !order.mayBeEqual))
      return {
        ok: false,
        error: `${definition.name} expects ${order.low} ${order.mayBeEqual ? 'at most' : 'below'} ${order.high}, was ${low} and ${high}`,
      };
  }
  return { ok: true, value: { definition, values } };
}

function isAccepted({ min, max, isInteger }: IndicatorParameter, value: number): boolean {
  return value >= min && value <= max && (!isInteger || Number.isInteger(value));
}

function unknownIndicator(name: string): string {
  return `Unknown indicator "${name}": expected one of ${INDICATORS.map(({ name }) => name).join(', ')}`;
}
