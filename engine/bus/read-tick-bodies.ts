/** Reads what a bus carried. Others may publish on a server that is shared, so that a message need not be a tick. */
import { MS_PER_SECOND } from '../market/ist-time.ts';
import type { FutureBody, OptionBody, UnderlyingBody } from './tick-bodies.ts';

/** What must be there, and a number, for a tick to be shown and kept. */
const UNDERLYING_NUMBERS = ['open', 'high', 'low', 'close', 'ts'] as const;
const CONTRACT_NUMBERS = ['token', 'price', 'ltp', 'volume', 'oi', 'ts'] as const;
const CONTRACT_TEXTS = ['symbol', 'tradingsymbol', 'expiry'] as const;

type Members = Readonly<Record<string, unknown>>;

/** Undefined for what is no tick of an underlying. */
export function readUnderlyingBody(json: string): UnderlyingBody | undefined {
  const body = membersIn(json);
  const isTick = typeof body['symbol'] === 'string' && areNumbers(body, UNDERLYING_NUMBERS);
  return isTick ? (body as unknown as UnderlyingBody) : undefined;
}

/** Undefined for what is no tick of a leg. */
export function readOptionBody(json: string): OptionBody | undefined {
  const body = membersIn(json);
  const isLeg = (body['type'] === 'CE' || body['type'] === 'PE') && areNumbers(body, ['strike']);
  return isLeg && isContract(body) ? (body as unknown as OptionBody) : undefined;
}

/** Undefined for what is no tick of a future. */
export function readFutureBody(json: string): FutureBody | undefined {
  const body = membersIn(json);
  return isContract(body) ? (body as unknown as FutureBody) : undefined;
}

/** When a tick was, epoch ms; undefined for what is none. */
export function readTickMs(json: string): number | undefined {
  const { ts } = membersIn(json);
  return typeof ts === 'number' && Number.isFinite(ts) ? ts * MS_PER_SECOND : undefined;
}

function isContract(body: Members): boolean {
  return CONTRACT_TEXTS.every((name) => typeof body[name] === 'string') && areNumbers(body, CONTRACT_NUMBERS);
}

function areNumbers(body: Members, names: readonly string[]): boolean {
  return names.every((name) => Number.isFinite(body[name]));
}

/** Empty for what is no JSON object. */
function membersIn(json: string): Members {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Members) : {};
  } catch {
    return {};
  }
}
