import { z } from 'zod';
import type { Credentials } from '../ports.ts';
import { parseJsonBody } from './json-body.ts';

/** The first message on the order-update socket: of a client with its token, or of a partner, who hears of all its clients, with its secret. */
export interface OrderUpdateLogin {
  readonly userType: 'SELF' | 'PARTNER';
  /** The client's id, or the partner's. */
  readonly clientId: string;
  readonly token: string | undefined;
  readonly secret: string | undefined;
}

const LOGIN_CODE = 42;

/** The login of a client (`UserType` SELF) or a partner, who sends a `Secret` instead of a token. */
export const OrderUpdateLoginSchema = z.object({
  LoginReq: z.object({
    MsgCode: z.literal(LOGIN_CODE),
    ClientId: z.string(),
    Token: z.string().optional(),
  }),
  UserType: z.string().optional(),
  Secret: z.string().optional(),
});

/** The login of a client, which is all it ever says. Source: dhan-v2-wire 8. */
export function encodeOrderUpdateLogin({ clientId, accessToken }: Credentials): string {
  return JSON.stringify({
    LoginReq: { MsgCode: LOGIN_CODE, ClientId: clientId, Token: accessToken },
    UserType: 'SELF',
  });
}

/** Reads a login; undefined when the message is none. Source: dhan-v2-wire 8. */
export function parseOrderUpdateLogin(text: string): OrderUpdateLogin | undefined {
  const message = parseJsonBody('order-update login', OrderUpdateLoginSchema, text);
  if (!message.ok) return undefined;
  const { LoginReq, UserType, Secret } = message.value;
  const userType = UserType === 'PARTNER' ? 'PARTNER' : 'SELF';
  return { userType, clientId: LoginReq.ClientId, token: LoginReq.Token, secret: Secret };
}
