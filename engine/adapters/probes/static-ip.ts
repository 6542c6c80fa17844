import { UpstreamError } from '../../errors.ts';
import type { Credentials, HttpTransport } from '../../ports.ts';
import type { StaticIpFacts } from '../../verify/targets.ts';
import { readUpstreamFailure } from '../../wire/error-bodies.ts';
import { parseStaticIp } from '../../wire/static-ip-bodies.ts';

const ENDPOINT = '/ip/getIP';

/** Asks which addresses may place orders; nothing is changed. Rejects with UpstreamError as the REST port does. */
export async function askStaticIp(
  http: HttpTransport,
  restUrl: string,
  { accessToken, clientId }: Credentials,
): Promise<StaticIpFacts> {
  const headers = { 'access-token': accessToken, 'client-id': clientId, accept: 'application/json' };
  const { status, body } = await http.send({ method: 'GET', url: restUrl + ENDPOINT, headers });
  if (status !== 200) {
    const { failure, message, dhanCode } = readUpstreamFailure(status, body);
    throw new UpstreamError(`${ENDPOINT}: expected 200, was ${status} (${message}).`, {
      failure,
      endpoint: ENDPOINT,
      status,
      dhanCode,
    });
  }
  const parsed = parseStaticIp(body);
  if (!parsed.ok)
    throw new UpstreamError(`${ENDPOINT}: ${parsed.error}`, {
      failure: 'malformed',
      endpoint: ENDPOINT,
      status,
    });
  const addresses = parsed.value;
  return {
    isRegistered: addresses !== undefined && (addresses.primaryIP !== '' || addresses.secondaryIP !== ''),
    isMatch: addresses?.ipMatchStatus === undefined ? undefined : addresses.ipMatchStatus === 'MATCH',
    detected: addresses?.detectedIP,
  };
}
