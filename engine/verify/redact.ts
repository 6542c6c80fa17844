/** Keeps secrets out of everything a report can show. */

const MASK = '[hidden]';

/** A JSON Web Token, whole or cut off anywhere after its header began; a body that was lower-cased still shows most of it. */
const JWT = /eyJ[\w-]{5,}(?:\.[\w-]*){0,2}/gi;

/** A value that stands behind a name such as `access-token:`, `token=`, `"accessToken":"..."` or `DHAN_ACCESS_TOKEN=`; a remedy's `YOUR_DAILY_TOKEN` is none. */
const NAMED_SECRET =
  /((?:access|auth|daily|refresh|dhan_access)?[-_]?(?:token(?!\w)|secret(?!\w)|password(?!\w)|authorization(?!\w))["']?\s*[=:]\s*["']?(?:bearer\s+)?)(?!YOUR_)([\w.~+/-]{6,}={0,2})/gi;

/** `text` with tokens masked: JWT-like strings anywhere, any value behind a name that says it is a secret, and the `known` secrets. */
export function redactSecrets(text: string, known: readonly string[] = []): string {
  let masked = text;
  for (const secret of known) if (secret.length >= 4) masked = masked.replaceAll(secret, MASK);
  return masked.replaceAll(JWT, MASK).replaceAll(NAMED_SECRET, `$1${MASK}`);
}

/** The beginning of an answer's body on one line, safe to show. It is masked before it is cut, so that no half token is left. */
export function bodyExcerpt(body: string, charactersMax = 80): string {
  const line = redactSecrets(body).replaceAll(/\s+/g, ' ').trim();
  return line.length > charactersMax ? `${line.slice(0, charactersMax - 1)}…` : line;
}
