/** Bytes from wherever a person has them: hex or base64 on the command line, a file, stdin. Errors: ConfigError for what is no bytes. */
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { ConfigError } from '#engine/errors.ts';

/** Bytes, and in words where they came from and what they were taken for. */
export interface GivenBytes {
  readonly bytes: Uint8Array;
  readonly source: string;
}

export interface ByteSources {
  readonly hex: readonly string[];
  readonly file?: string;
  readonly base64?: string;
}

/** The bytes of the one source that is given. */
export async function givenBytes({ hex, file, base64 }: ByteSources): Promise<GivenBytes> {
  const given = [hex.length > 0, file !== undefined, base64 !== undefined].filter(Boolean).length;
  if (given !== 1)
    throw new ConfigError(
      `packet decode: expected one source of bytes, was ${given}. Give hex, - for stdin, --file FILE or --base64 TEXT.`,
    );
  if (file !== undefined) return sniffed(await fileBytes(file), `file ${file}`);
  if (base64 !== undefined) return { bytes: bytesOfBase64(base64), source: 'base64 of the command line' };
  if (hex.length === 1 && hex[0] === '-') return sniffed(await buffer(process.stdin), 'stdin');
  return { bytes: bytesOfHex(hex.join(' '), 'hex'), source: 'hex of the command line' };
}

async function fileBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new ConfigError(`--file ${file}: expected a file that can be read, was ${reason}.`, { cause });
  }
}

/** Text is taken for hex. No packet is all text: the second byte of its length is 0. */
function sniffed(content: Uint8Array, source: string): GivenBytes {
  if (content.length === 0) throw new ConfigError(`${source}: expected bytes or hex, was empty.`);
  const isText = content.every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d));
  if (!isText) return { bytes: content, source: `${source}, taken for raw bytes` };
  const text = new TextDecoder().decode(content);
  return { bytes: bytesOfHex(text, source), source: `${source}, taken for hex as text` };
}

function bytesOfHex(text: string, source: string): Uint8Array {
  const parts = text.split(/[\s:,]+/).filter((part) => part !== '');
  const digits = parts.map((part, index) => {
    const bare = part.replace(/^0x/i, '');
    if (/^(?:[\da-f]{2})+$/i.test(bare)) return bare;
    throw new ConfigError(
      `${source}: expected two hex digits for each byte, was "${shortened(part)}" (part ${index + 1}). Correct or complete it.`,
    );
  });
  if (digits.length === 0) throw new ConfigError(`${source}: expected hex digits, was empty.`);
  return Uint8Array.from(Buffer.from(digits.join(''), 'hex'));
}

function bytesOfBase64(text: string): Uint8Array {
  const digits = text.replaceAll(/\s/g, '').replace(/={1,2}$/, '');
  if (digits === '' || digits.length % 4 === 1 || !/^(?:[\w+/-])+$/.test(digits))
    throw new ConfigError(
      `--base64: expected base64, was "${shortened(text)}". Give the whole text, quoted.`,
    );
  return Uint8Array.from(Buffer.from(digits, 'base64'));
}

function shortened(text: string): string {
  const lengthMax = 24;
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax)}...`;
}
