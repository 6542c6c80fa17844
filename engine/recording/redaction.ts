import { FIRST_VERSION_LOGIN_LAYOUT, parseFirstVersionLogin } from '../wire/first-version-login.ts';
import type { HeaderList } from './recorded-call.ts';
import { SecretScan } from './secret-scan.ts';

/** What stands before every keyed token. */
const TOKEN_PREFIX = 'redacted:';

/** A header, parameter or JSON field whose value opens an account or names its owner. */
const SECRET_NAME =
  /(?:token|secret|password|authorization|cookie|totp|(?:client|user|partner|app)[-_]?id|client[-_]?(?:name|ucc)|(?:token|consent(?:app)?)[-_]?id|api[-_]?key)$|^(?:pin|email|pan|mobile\w*)$/i;

/** A JSON member whose value is a text or a number. */
const JSON_MEMBER = /"([\w-]{1,40})"(\s*:\s*)("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*)/g;

/** A JSON Web Token, whole. */
const JWT = /eyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g;

/** A shorter value, such as a PIN, stands in prices by chance; it is replaced where its name says what it is, and looked for nowhere else. */
const SOUGHT_LENGTH_MIN = 8;

/** So many values are remembered; each further one takes the place of the oldest. */
const SECRETS_MAX = 10_000;

/**
 * Replaces secrets by keyed tokens: `redacted:` and the first 16 hex digits of an HMAC of the value under a key that lives as long as the
 * recording's run and is written nowhere. Equal secrets give equal tokens, so that whose call it was can still be told.
 * What was once seen as a secret is replaced wherever it comes again.
 */
export class Redaction {
  readonly #keyedHashHex: (text: string) => string;
  readonly #tokens = new Map<string, string>();
  #scan: SecretScan | undefined;

  /** `keyedHashHex`: HMAC-SHA256 under the run's key. */
  constructor(keyedHashHex: (text: string) => string) {
    this.#keyedHashHex = keyedHashHex;
  }

  /** Finds the values that no byte of the recording may show; another one once a further value is known. */
  scan(): SecretScan {
    this.#scan ??= new SecretScan(
      [...this.#tokens.keys()].filter(({ length }) => length >= SOUGHT_LENGTH_MIN),
    );
    return this.#scan;
  }

  token(secret: string): string {
    const known = this.#tokens.get(secret);
    if (known !== undefined) return known;
    const token = `${TOKEN_PREFIX}${this.#keyedHashHex(secret).slice(0, 16)}`;
    const [oldest] = this.#tokens.size >= SECRETS_MAX ? this.#tokens.keys() : [];
    if (oldest !== undefined) this.#tokens.delete(oldest);
    this.#tokens.set(secret, token);
    this.#scan = undefined;
    return token;
  }

  headers(headers: HeaderList): HeaderList {
    return headers.map(([name, value]) => [
      name,
      SECRET_NAME.test(name) && value !== '' ? this.token(value) : this.#known(value),
    ]);
  }

  /** Path and query of a request, or a form's body. */
  target(target: string): string {
    const question = target.indexOf('?');
    const path = question < 0 ? target : target.slice(0, question);
    return this.#known(question < 0 ? path : `${path}?${this.form(target.slice(question + 1))}`);
  }

  /** `name=value&...`, percent-encoded. */
  form(text: string): string {
    const replaced = text.split('&').map((pair) => {
      const equals = pair.indexOf('=');
      const value = pair.slice(equals + 1);
      if (equals < 1 || value === '' || !SECRET_NAME.test(readable(pair.slice(0, equals)))) return pair;
      // Both spellings may come again.
      this.token(value);
      return `${pair.slice(0, equals)}=${this.token(readable(value))}`;
    });
    return this.#known(replaced.join('&'));
  }

  /** Text that may be JSON, whole or in part; everything but secrets stays as it is. */
  text(text: string): string {
    const replaced = text.replaceAll(JSON_MEMBER, (member, name: string, colon: string, value: string) => {
      const secret = value.startsWith('"') ? value.slice(1, -1) : value;
      return SECRET_NAME.test(name) && secret !== '' ? `"${name}"${colon}"${this.token(secret)}"` : member;
    });
    return this.#known(replaced);
  }

  /** A client's binary message: the first version's login is one; the same bytes for any other. */
  binary(message: Uint8Array): Uint8Array {
    const login = parseFirstVersionLogin(message);
    if (!login) return message;
    const copy = new Uint8Array(message);
    for (const { name, offset, size } of FIRST_VERSION_LOGIN_LAYOUT) {
      if (name !== 'clientId' && name !== 'token') continue;
      copy.fill(0, offset, offset + size);
      if (login[name] !== '') copy.set(new TextEncoder().encode(this.token(login[name])), offset);
    }
    return copy;
  }

  #known(text: string): string {
    let replaced = text.replaceAll(JWT, (jwt) => this.token(jwt));
    for (const [secret, token] of this.#tokens)
      if (secret.length >= SOUGHT_LENGTH_MIN && replaced.includes(secret))
        replaced = replaced.replaceAll(secret, token);
    return replaced;
  }
}

/** A parameter may be percent-encoded to any degree of mischief. */
function readable(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
