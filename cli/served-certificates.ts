/** The certificates of `serve --tls`, and what its user is told about them. */
import { resolve } from 'node:path';
import type { LogSink } from '#engine/ports.ts';
import type { KeptCertificates } from '#mock-dhan/certificate-folder.ts';
import type { ListeningExchange } from '#mock-dhan/listen.ts';

/** Undefined without --tls. The X.509 package is loaded for this flag alone. Errors: ConfigError, StoreError about the folder. */
export async function openCertificates(flags: {
  readonly tls?: string | false;
  readonly host: string;
}): Promise<KeptCertificates | undefined> {
  if (flags.tls === undefined || flags.tls === false) return undefined;
  const { loadOrCreateCertificates } = await import('#mock-dhan/certificate-folder.ts');
  return loadOrCreateCertificates(resolve(flags.tls), { nowMs: Date.now(), extraHosts: [flags.host] });
}

/** Says how the clients at hand learn to trust the authority; it is for them to do, per process. */
export function announceTrust(
  { caFile }: KeptCertificates,
  { restUrl }: ListeningExchange,
  log: LogSink,
): void {
  for (const line of [
    `TLS by an authority of your own: ${caFile}. Nothing on this machine was changed: no trust store, no hosts file.`,
    `to trust it: curl --cacert ${caFile} ${restUrl}/profile`,
    `  Node: NODE_EXTRA_CA_CERTS=${caFile}`,
    `  Python requests: REQUESTS_CA_BUNDLE=${caFile}; ssl, aiohttp, httpx, websockets: SSL_CERT_FILE=${caFile}`,
    '  or all of them in one shell with the output of --print-env',
  ])
    log.line('info', line);
}
