/** The binary login of the API's first version on the live feed, which later servers tolerate. Source: dhan-v2-wire 6.1. */
import { REQUEST_CODES } from './feed-codes.ts';

/** One part of the login; text is padded with zeros, integers are little-endian. */
interface LoginPart {
  readonly offset: number;
  readonly size: number;
  readonly type: 'u8' | 'u16' | 'text';
  readonly name: string;
  readonly meaning: string;
}

/** Where every byte of the login belongs: a header of 83 bytes, as every binary message of that version has it, then what proves the client. */
export const FIRST_VERSION_LOGIN_LAYOUT = [
  { offset: 0, size: 1, type: 'u8', name: 'code', meaning: 'request code 11' },
  { offset: 1, size: 2, type: 'u16', name: 'length', meaning: 'length of the whole message' },
  { offset: 3, size: 30, type: 'text', name: 'clientId', meaning: "the account's client id" },
  { offset: 33, size: 50, type: 'text', name: 'reserved', meaning: 'zeros' },
  { offset: 83, size: 500, type: 'text', name: 'token', meaning: 'access token' },
  { offset: 583, size: 2, type: 'text', name: 'authenticationType', meaning: '2P' },
] as const satisfies readonly LoginPart[];

/** What the login says. */
interface FirstVersionLogin {
  readonly clientId: string;
  readonly token: string;
}

const CLIENT_ID = FIRST_VERSION_LOGIN_LAYOUT[2];
const TOKEN = FIRST_VERSION_LOGIN_LAYOUT[4];

/** Reads a login; undefined for any other binary message. What stands behind the token is not looked at. */
export function parseFirstVersionLogin(bytes: Uint8Array): FirstVersionLogin | undefined {
  if (bytes[0] !== REQUEST_CODES.connect || bytes.length < TOKEN.offset + TOKEN.size) return undefined;
  return { clientId: textOf(bytes, CLIENT_ID), token: textOf(bytes, TOKEN) };
}

function textOf(bytes: Uint8Array, { offset, size }: LoginPart): string {
  const part = bytes.subarray(offset, offset + size);
  const end = part.indexOf(0);
  return String.fromCharCode(...(end < 0 ? part : part.subarray(0, end)));
}
