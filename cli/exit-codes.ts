/** What a pipeline may rely on. Documented in README.md; stable. */
export const EXIT_CODES = {
  ok: 0,
  /** A check failed, a backend refused to start, a feed was refused. */
  failed: 1,
  /** A flag, the configuration, a scenario or a recording is invalid. */
  usage: 2,
  /** Target unreachable, port in use, database unreadable: nothing was judged. */
  inconclusive: 3,
  diverged: 4,
  /** All is well but that a fault which the scenario plans never struck. */
  faultNotStruck: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
