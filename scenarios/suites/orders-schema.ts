import { z } from 'zod';
import type { BackendRows, OrdersDeclaration } from '#engine/verify/declared/orders-check.ts';
import { httpDeclaration } from './http-schema.ts';
import { jsonPath } from './value-rule-schema.ts';

const url = z.url({ protocol: /^https?$/, error: 'expected an http or https URL' });
const headers = z.record(z.string(), z.string()).default({});
const field = z.string().min(1);

function rowsOf<Field extends string>(fields: Readonly<Record<Field, z.ZodType<string>>>) {
  return z
    .strictObject({ url, headers, rows: jsonPath, fields: z.strictObject(fields) })
    .transform((written): BackendRows<Field> => ({
      request: httpDeclaration.parse({ url: written.url, headers: written.headers }),
      rows: written.rows,
      fields: written.fields as Readonly<Record<Field, string>>,
    }));
}

/** The exchange alone, or beside it what a backend lists; `fields` names the backend's own keys. */
export const ordersDeclaration = z
  .strictObject({
    exchange: z.strictObject({ url, headers }),
    orders: rowsOf({ orderId: field, status: field, filledQuantity: field }).optional(),
    positions: rowsOf({ securityId: field, netQuantity: field }).optional(),
    statuses: z.record(z.string(), z.string()).default({}),
  })
  .transform(({ exchange, orders, positions, statuses }): OrdersDeclaration => {
    const list = (path: string) =>
      httpDeclaration.parse({ url: `${exchange.url.replace(/\/+$/, '')}${path}`, headers: exchange.headers });
    return {
      kind: 'orders',
      exchange: { orders: list('/orders'), trades: list('/trades'), positions: list('/positions') },
      orders,
      positions,
      statuses: new Map(Object.entries(statuses)),
    };
  });
