import { shellWord, shownUrl } from './shown-address.ts';

/** `redis-cli -u redis://127.0.0.1:6379 PUBSUB NUMSUB ticks`, without the password. */
export function redisCommand(url: string, ...words: readonly string[]): string {
  return ['redis-cli', '-u', shownUrl(url), ...words].map(shellWord).join(' ');
}
