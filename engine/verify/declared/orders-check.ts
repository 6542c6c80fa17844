import type { Judgement } from '../check.ts';
import { spokenAnswer } from '../http-answer.ts';
import { failed, listed, passed } from '../judgement.ts';
import { counted } from './findings.ts';
import type { HttpDeclaration, HttpProbe } from './http-check.ts';
import { exchangeFaults, orderDifferences, positionDifferences } from './order-reconciliation.ts';
import type { ExchangeAccount, ReconciledOrder, ReconciledPosition } from './order-reconciliation.ts';

/** Where a backend lists something, and what its fields are called: a name, or names behind dots. */
export interface BackendRows<Field extends string> {
  readonly request: HttpDeclaration;
  /** JSON path of the rows: `$.orders[*]`. */
  readonly rows: string;
  readonly fields: Readonly<Record<Field, string>>;
}

/** `orders` of a suite: the exchange's book, trades and positions agree with one another, and with what a backend says of them. */
export interface OrdersDeclaration {
  readonly kind: 'orders';
  /** `GET /orders`, `/trades` and `/positions`. */
  readonly exchange: Readonly<Record<'orders' | 'trades' | 'positions', HttpDeclaration>>;
  readonly orders?: BackendRows<'orderId' | 'status' | 'filledQuantity'> | undefined;
  readonly positions?: BackendRows<'securityId' | 'netQuantity'> | undefined;
  /** The exchange's status by the backend's word; what is not in it is taken as it is, in capitals. */
  readonly statuses: ReadonlyMap<string, string>;
}

type Row = Readonly<Record<string, unknown>>;
type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: string };

/** Asks the backend first and the exchange right after it, so that what happens in between is not blamed on the exchange's own lists. */
export async function judgeOrders(declaration: OrdersDeclaration, probe: HttpProbe): Promise<Judgement> {
  const { orders, positions, exchange } = declaration;
  const expected = spokenOrders(declaration);
  const remedy = `Compare the two: curl "${exchange.orders.url}" ${orders ? `"${orders.request.url}"` : `"${exchange.trades.url}"`}`;
  const ownOrders = orders && (await backendRows(probe, orders));
  const ownPositions = positions && (await backendRows(probe, positions));
  const account = await exchangeAccount(probe, exchange);
  for (const read of [ownOrders, ownPositions, account])
    if (read && !read.ok) return failed(expected, read.fault, remedy);
  if (!account.ok) return failed(expected, account.fault, remedy);
  const faults = [
    ...exchangeFaults(account.value).map((fault) => `exchange: ${fault}`),
    ...(ownOrders?.ok
      ? orderDifferences(
          account.value.orders,
          ownOrders.value.map((row) => orderOf(row, declaration)),
        )
      : []),
    ...(ownPositions?.ok
      ? positionDifferences(account.value.positions, ownPositions.value.map(positionOf))
      : []),
  ];
  const measurements = [
    {
      name: 'differences',
      value: faults.length,
      unit: 'count' as const,
      limit: { kind: 'max' as const, value: 0 },
    },
  ];
  if (faults.length > 0) return { ...failed(expected, listed(faults), remedy), measurements };
  const { orders: book, trades, positions: held } = account.value;
  const seen = [
    counted(book.length, 'order'),
    counted(trades.length, 'trade'),
    counted(held.length, 'position'),
  ];
  return { ...passed(expected, `${listed(seen)}, all agreed upon`), measurements };
}

/** What it compares, for reports and `--dry-run`. */
export function spokenOrders({ exchange, orders, positions }: OrdersDeclaration): string {
  const backend = [orders && 'orders', positions && 'positions'].filter((what) => what !== undefined);
  const own = `book, trades and positions of ${exchange.orders.url.replace(/\/orders$/, '')} that agree`;
  return backend.length === 0 ? own : `${own}, and with the ${backend.join(' and ')} of the backend`;
}

async function backendRows<Field extends string>(
  probe: HttpProbe,
  { request, rows, fields }: BackendRows<Field>,
): Promise<Read<readonly Readonly<Record<Field, unknown>>[]>> {
  const { answer, valuesAt } = await probe.ask(request);
  if (answer.status >= 400 || answer.form !== 'json')
    return { ok: false, fault: `backend: ${spokenAnswer(answer)}` };
  const read = valuesAt(rows).map((row) =>
    Object.fromEntries(Object.entries<string>(fields).map(([field, name]) => [field, fieldOf(row, name)])),
  );
  for (const row of read)
    for (const [field, name] of Object.entries<string>(fields))
      if (row[field] === undefined)
        return { ok: false, fault: `backend: a row of ${rows} without ${name}, which should tell ${field}` };
  return { ok: true, value: read as Readonly<Record<Field, unknown>>[] };
}

async function exchangeAccount(
  probe: HttpProbe,
  exchange: OrdersDeclaration['exchange'],
): Promise<Read<ExchangeAccount>> {
  const lists: Row[][] = [];
  for (const request of [exchange.orders, exchange.trades, exchange.positions]) {
    const { answer } = await probe.ask(request);
    if (answer.status !== 200 || !Array.isArray(answer.value))
      return { ok: false, fault: `exchange: ${request.url}: expected a list, was ${spokenAnswer(answer)}` };
    lists.push(answer.value as Row[]);
  }
  const [orders = [], trades = [], positions = []] = lists;
  return {
    ok: true,
    value: {
      orders: orders.map((row) => ({
        orderId: String(row['orderId']),
        status: String(row['orderStatus']),
        quantity: Number(row['quantity']),
        filledQuantity: Number(row['filledQty']),
        remainingQuantity: Number(row['remainingQuantity']),
      })),
      trades: trades.map((row) => ({
        tradeId: String(row['exchangeTradeId']),
        orderId: String(row['orderId']),
        securityId: String(row['securityId']),
        quantity: Number(row['tradedQuantity']) * (row['transactionType'] === 'SELL' ? -1 : 1),
      })),
      positions: positions.map((row) => ({
        securityId: String(row['securityId']),
        netQuantity: Number(row['netQty']),
        todaysQuantity: Number(row['dayBuyQty']) - Number(row['daySellQty']),
      })),
    },
  };
}

function orderOf(
  row: Readonly<Record<'orderId' | 'status' | 'filledQuantity', unknown>>,
  { statuses }: OrdersDeclaration,
): ReconciledOrder {
  const word = String(row.status);
  return {
    orderId: String(row.orderId),
    status: statuses.get(word) ?? word.toUpperCase(),
    filledQuantity: Number(row.filledQuantity),
  };
}

function positionOf(row: Readonly<Record<'securityId' | 'netQuantity', unknown>>): ReconciledPosition {
  return { securityId: String(row.securityId), netQuantity: Number(row.netQuantity) };
}

/** `order.id`: the value of `id` in that of `order`. */
function fieldOf(row: unknown, name: string): unknown {
  return name.split('.').reduce<unknown>((value, part) => (isObject(value) ? value[part] : undefined), row);
}

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null;
}
