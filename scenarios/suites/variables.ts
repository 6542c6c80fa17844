/** `${NAME}` in a suite: what the environment says, `${NAME:-default}` where it may say nothing, `${NAME:?why}` to say why it must. */

/** What became of a text. */
export type Filled =
  | { readonly ok: true; readonly text: string; readonly secrets: readonly string[] }
  | { readonly ok: false; readonly name: string; readonly reason: string };

const VARIABLE = /\$\{([A-Za-z_]\w*)(?::(-|\?)([^}]*))?\}/g;
/** Names whose values no report may show. */
const SECRET_NAME = /TOKEN|SECRET|PASSWORD|PASS$|KEY|CREDENTIAL/i;

/** Fills in the variables of a text; an empty variable counts as unset. */
export function fillVariables(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): Filled {
  const secrets: string[] = [];
  let unset: { readonly name: string; readonly reason: string } | undefined;
  const filled = text.replaceAll(VARIABLE, (_whole, name: string, kind?: string, word = '') => {
    const value = environment[name];
    if (value !== undefined && value !== '') {
      if (SECRET_NAME.test(name)) secrets.push(value);
      return value;
    }
    if (kind === '-') return word;
    unset ??= { name, reason: word };
    return '';
  });
  if (unset) return { ok: false, ...unset };
  return { ok: true, text: filled, secrets: [...secrets, ...urlPasswords(filled)] };
}

/** The password of a URL, as it is written there and as it is meant; none without one. */
export function urlPasswords(text: string): readonly string[] {
  const password = URL.parse(text)?.password;
  return password ? [...new Set([password, decoded(password)])] : [];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
