/** Faults in a few words, for tests and the command line: `mute BANKNIFTY`, `freeze NIFTY`, `disconnect`. */

/** How each verb becomes a fault; with `aims`, names follow it. */
const VERBS: Readonly<
  Record<
    string,
    { readonly kind: string; readonly aims?: 'instruments' | 'underlyings'; readonly fields?: object }
  >
> = {
  mute: { kind: 'mute-instrument', aims: 'instruments' },
  freeze: { kind: 'freeze-price', aims: 'instruments' },
  'zero-chain': { kind: 'zero-chain', aims: 'underlyings' },
  'null-legs': { kind: 'null-legs', aims: 'underlyings' },
  silence: { kind: 'mute', fields: { feed: 'live' } },
  disconnect: { kind: 'disconnect', fields: { feed: 'live', reason: 800 } },
  reset: { kind: 'reset', fields: { feed: 'live' } },
  'half-open': { kind: 'half-open', fields: { feed: 'live' } },
  'token-rollover': { kind: 'token-rollover' },
  'data-plan-lapse': { kind: 'data-plan-lapse' },
};

/** The fault as a scenario file has it, with the words as its id; undefined when they are none of `FAULT_WORDS`. */
export function faultOfWords(text: string): object | undefined {
  const [verb = '', ...names] = text.trim().split(/[\s,]+/);
  const meant = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (!meant || (meant.aims === undefined) !== (names.length === 0)) return undefined;
  const id = [verb, ...names]
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return { id, kind: meant.kind, ...meant.fields, ...(meant.aims ? { [meant.aims]: names } : {}) };
}

/** What may be said, for error texts. */
export const FAULT_WORDS = Object.entries(VERBS)
  .map(([verb, { aims }]) =>
    aims ? `${verb} ${aims === 'instruments' ? 'INSTRUMENT' : 'UNDERLYING'} ...` : verb,
  )
  .join(', ');
