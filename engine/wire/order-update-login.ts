import { z } from 'zod';
import { parseJsonBody } from './json-body.ts';

/** The first message on the order-update socket. A partner's login has no token of a client. */
export interface OrderUpdateLogin {
  readonly clientId: string;
  readonly token: string | undefined;
}

const LOGIN_CODE = 42;

/** The login of a client (`UserType` SELF) or a partner, who sends a `Secret` instead of a token. */
export const OrderUpdateLoginSchema = z.object({
  LoginReq: z.object({
    MsgCode: z.literal(LOGIN_CODE),
    ClientId: z.string(),
    Token: z.string().optional(),
  }),
});

/** Reads a login; undefined when the message is none. Source: dhan-v2-wire 8. */
export function parseOrderUpdateLogin(text: string): OrderUpdateLogin | undefined {
  const message = parseJsonBody('order-update login', OrderUpdateLoginSchema, text);
  if (!message.ok) return undefined;
  const { ClientId, Token } = message.value.LoginReq;
  return { clientId: ClientId, token: Token };
}
