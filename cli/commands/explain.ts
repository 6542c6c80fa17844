import { z } from 'zod';
import type { FeedName } from '#engine/behaviour/client-event.ts';
import { ConfigError } from '#engine/errors.ts';
import { askControlPort } from '../control-port.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { painter } from '../reporters/paint.ts';
import { isColoured } from '../reporters/colour.ts';

/** The flags of `preopen explain`, as commander names them. */
export interface ExplainFlags {
  readonly readyFile: string;
  readonly client: string;
  readonly feed: FeedName;
  readonly instrument?: string;
  readonly color: boolean;
}

const ExplanationSchema = z.object({
  hops: z.array(z.object({ hop: z.string(), isPassed: z.boolean(), said: z.string() })),
  lostAt: z.string().nullable(),
  conclusion: z.string(),
});

/**
 * `preopen explain --client ID --instrument NSE_FNO:40000`: why a served exchange brought that client no tick. Returns 0 when it was sent,
 * 1 when a hop lost it or the exchange refused to say. Errors: ConfigError without an instrument on a feed that carries some.
 */
export async function explain({ readyFile, client, feed, instrument, color }: ExplainFlags): Promise<number> {
  if (instrument === undefined && feed !== 'order-update')
    throw new ConfigError(
      'explain --instrument: expected NSE_FNO:40000, or a symbol such as NIFTY26FEB25000CE, was nothing. Only --feed order-update takes none.',
    );
  const query = { client, feed, ...(instrument === undefined ? {} : { instrument }) };
  const path = `/explain?${new URLSearchParams(query).toString()}`;
  const answer = await askControlPort('explain', { readyFile, method: 'GET', path });
  const told = ExplanationSchema.safeParse(answer.body).data;
  if (!told) {
    process.stderr.write(`preopen: ${answer.refusal}\n`);
    return EXIT_CODES.failed;
  }
  const paint = painter(isColoured({ color }));
  for (const { hop, isPassed, said } of told.hops)
    process.stdout.write(`${paint.status(isPassed ? 'pass' : 'fail')} ${hop.padEnd(13)} ${said}\n`);
  process.stdout.write(`${told.conclusion}\n`);
  return told.lostAt === null ? EXIT_CODES.ok : EXIT_CODES.failed;
}
