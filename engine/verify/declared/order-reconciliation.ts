/** Whether an order book, its trades and its positions tell the same story, and whether a backend tells it too. */

/** An order as somebody tells of it. */
export interface ReconciledOrder {
  readonly orderId: string;
  /** In capitals. */
  readonly status: string;
  readonly filledQuantity: number;
}

/** An order of the exchange's book. */
export interface BookedOrder extends ReconciledOrder {
  readonly quantity: number;
  readonly remainingQuantity: number;
}

/** One execution; `quantity` in units, below 0 where they were sold. */
export interface ReconciledTrade {
  readonly tradeId: string;
  readonly orderId: string;
  readonly securityId: string;
  readonly quantity: number;
}

/** Units of one instrument, all products together, below 0 when short. */
export interface ReconciledPosition {
  readonly securityId: string;
  readonly netQuantity: number;
}

/** What the exchange says. Of positions: what was bought and sold today alone, for the trades are those of today. */
export interface ExchangeAccount {
  readonly orders: readonly BookedOrder[];
  readonly trades: readonly ReconciledTrade[];
  readonly positions: readonly (ReconciledPosition & { readonly todaysQuantity: number })[];
}

/** What contradicts itself in what the exchange says: sentences, none when it agrees. */
export function exchangeFaults({ orders, trades, positions }: ExchangeAccount): string[] {
  const filled = sums(trades, ({ orderId, quantity }) => [orderId, Math.abs(quantity)]);
  const traded = sums(trades, ({ securityId, quantity }) => [securityId, quantity]);
  const held = sums(positions, ({ securityId, todaysQuantity }) => [securityId, todaysQuantity]);
  const booked = new Set(orders.map(({ orderId }) => orderId));
  return [
    ...repeated(trades.map(({ tradeId }) => tradeId)).map((id) => `trade ${id} is told more than once`),
    ...orders.flatMap((order) => orderFaults(order, filled.get(order.orderId) ?? 0)),
    ...[...filled.keys()]
      .filter((id) => !booked.has(id))
      .map((id) => `trades of order ${id}, which is not in the book`),
    ...differing(
      traded,
      held,
      (securityId, of, is) => `position of ${securityId}: ${is} today, its trades come to ${of}`,
    ),
  ];
}

/** How far a backend's orders are from the exchange's. `statusOf` reads its words. */
export function orderDifferences(
  exchange: readonly ReconciledOrder[],
  backend: readonly ReconciledOrder[],
): string[] {
  const known = new Map(backend.map((order) => [order.orderId, order]));
  const booked = new Set(exchange.map(({ orderId }) => orderId));
  return [
    ...repeated(backend.map(({ orderId }) => orderId)).map((id) => `order ${id} is told more than once`),
    ...exchange.flatMap((order) => {
      const own = known.get(order.orderId);
      if (!own) return [`order ${order.orderId} (${order.status}) is not known`];
      return [
        ...(own.status === order.status
          ? []
          : [`order ${order.orderId} is ${own.status}, at the exchange ${order.status}`]),
        ...(own.filledQuantity === order.filledQuantity
          ? []
          : [
              `order ${order.orderId} has traded ${own.filledQuantity}, at the exchange ${order.filledQuantity}`,
            ]),
      ];
    }),
    ...[...known.keys()]
      .filter((id) => !booked.has(id))
      .map((id) => `order ${id} is not in the exchange's book`),
  ];
}

/** How far a backend's positions are from the exchange's; one of 0 units need not be told. */
export function positionDifferences(
  exchange: readonly ReconciledPosition[],
  backend: readonly ReconciledPosition[],
): string[] {
  const netOf = ({ securityId, netQuantity }: ReconciledPosition) => [securityId, netQuantity] as const;
  return differing(
    sums(exchange, netOf),
    sums(backend, netOf),
    (securityId, of, is) => `position of ${securityId} is ${is}, at the exchange ${of}`,
  );
}

function orderFaults({ orderId, ...order }: BookedOrder, filled: number): string[] {
  const { status, quantity, filledQuantity, remainingQuantity } = order;
  const isWhole = filledQuantity + remainingQuantity === quantity;
  const wrong =
    (status === 'TRADED' && filledQuantity !== quantity) ||
    (WAITING.has(status) && !isWhole) ||
    (status === 'PENDING' && filledQuantity !== 0);
  return [
    ...(filled === filledQuantity
      ? []
      : [`order ${orderId} has filled ${filledQuantity}, its trades come to ${filled}`]),
    ...(wrong
      ? [
          `order ${orderId} is ${status} with ${filledQuantity} of ${quantity} filled and ${remainingQuantity} left`,
        ]
      : []),
  ];
}

const WAITING: ReadonlySet<string> = new Set(['TRANSIT', 'PENDING', 'PART_TRADED']);

function sums<Row>(
  rows: readonly Row[],
  entryOf: (row: Row) => readonly [string, number],
): Map<string, number> {
  const totals = new Map<string, number>();
  for (const row of rows) {
    const [key, quantity] = entryOf(row);
    totals.set(key, (totals.get(key) ?? 0) + quantity);
  }
  return totals;
}

function differing(
  expected: ReadonlyMap<string, number>,
  seen: ReadonlyMap<string, number>,
  say: (key: string, expected: number, seen: number) => string,
): string[] {
  return [...new Set([...expected.keys(), ...seen.keys()])].flatMap((key) => {
    const [of, is] = [expected.get(key) ?? 0, seen.get(key) ?? 0];
    return of === is ? [] : [say(key, of, is)];
  });
}

function repeated(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id, position) => ids.indexOf(id) !== position))];
}
