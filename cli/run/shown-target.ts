import { redactSecrets } from '#engine/verify/redact.ts';

/** Parameters whose values open an account, wholly or in part. */
const SECRET_PARAMETER = /token|totp|pin$|secret|password|key|consent/i;
const TARGET_CHARACTERS_MAX = 2000;

/** Path and query of a request with the values of secret parameters masked, safe for a list that people pass around. */
export function shownTarget(target: string): string {
  const [path = '', ...rest] = target.slice(0, TARGET_CHARACTERS_MAX).split('?');
  if (rest.length === 0) return redactSecrets(path);
  const parameters = rest.join('?').split('&').map(shownParameter);
  return redactSecrets(`${path}?${parameters.join('&')}`);
}

function shownParameter(parameter: string): string {
  const [name = ''] = parameter.split('=', 1);
  return SECRET_PARAMETER.test(readable(name)) && parameter.includes('=') ? `${name}=[hidden]` : parameter;
}

/** A name may be percent-encoded to any degree of mischief. */
function readable(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
