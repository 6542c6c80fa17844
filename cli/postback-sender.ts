/** Who posts the changes of orders to webhooks for an exchange that is served. */
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import type { Scenario } from '#engine/scenario.ts';
import { POSTBACK_WITHIN_MS } from '#mock-dhan/postback/postbacks.ts';
import type { PostbackTarget } from '#mock-dhan/postback/postbacks.ts';

/** Disposing of it closes its connections. */
export type PostbackSender = PostbackTarget & AsyncDisposable;

/** `url`: as the user gave it, wherever it leads; the scenario's own must lead to this machine. */
export function openPostbacks(url?: string): PostbackSender {
  const http = createUndiciTransport({ allowLive: url !== undefined, answerWithinMs: POSTBACK_WITHIN_MS });
  return { http, url, [Symbol.asyncDispose]: () => http.close() };
}

/** What is said of them at the start; undefined when no account has a webhook. */
export function spokenPostbacks({ accounts }: Scenario, url: string | undefined): string | undefined {
  const urls = accounts.flatMap(({ postbackUrl }) => (postbackUrl === undefined ? [] : [postbackUrl]));
  const targets = url === undefined ? [...new Set(urls)] : [url];
  if (targets.length === 0) return undefined;
  // Only the host: a path or a query may hold a secret.
  const hosts = targets.map((target) => new URL(target).host).join(', ');
  return `postbacks to ${hosts}, 5 s each, without retry; the real exchange refuses an address of this machine`;
}
