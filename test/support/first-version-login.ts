/** The binary messages of the API's first version as its client packed them: `<bH30s50s`, then 500 bytes of token and `2P`. */

/** The whole login, 585 bytes. */
export function firstVersionLogin(clientId: string, token: string): Uint8Array {
  const rest = Buffer.alloc(502);
  rest.write(token, 0, 'latin1');
  rest.write('2P', 500, 'latin1');
  return Uint8Array.from(Buffer.concat([firstVersionHeader(11, clientId, 585), rest]));
}

/** The 83 bytes that every message of that version starts with; a goodbye is nothing else. */
export function firstVersionHeader(code: number, clientId: string, length = 83): Uint8Array {
  const header = Buffer.alloc(83);
  header.writeInt8(code, 0);
  header.writeUInt16LE(length, 1);
  header.write(clientId, 3, 'latin1');
  return Uint8Array.from(header);
}
