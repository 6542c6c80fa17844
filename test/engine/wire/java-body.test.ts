import { expect, test } from 'vitest';
import { z } from 'zod';
import { renderJavaBody } from '#engine/wire/java-body.ts';

const Schema = z.object({
  id: z.string(),
  quantity: z.int(),
  price: z.number(),
  symbol: z.null(),
  time: z.string().nullable(),
  jump: z.number().optional(),
  legs: z.array(z.object({ filled: z.int(), average: z.number().optional() })),
});

test('keys come in the order of the schema, whatever the order of the body; its kinds decide how a number is written', () => {
  const body = {
    legs: [{ average: 2, filled: 1 }, { filled: 0 }],
    price: 200,
    quantity: 65,
    id: '1',
    time: null,
    symbol: null,
  };
  expect(renderJavaBody(Schema, body)).toBe(
    '{"id":"1","quantity":65,"price":200.0,"symbol":null,"time":null,"legs":[{"filled":1,"average":2.0},{"filled":0}]}',
  );
});

test('what the schema does not name is left out, and a fraction where an integer stands is refused', () => {
  const body = { id: '1', quantity: 65, price: 1, symbol: null, time: '', legs: [] };
  const more = { ...body, secret: 'x' };
  expect(renderJavaBody(Schema, more)).not.toContain('secret');
  expect(() => renderJavaBody(Schema, { ...body, quantity: 0.5 })).toThrow(/expected an integer/);
});
