/** Bodies of `POST /charts/historical` and `POST /charts/intraday`. Source: dhan-v2-wire 4.4. */
import { z } from 'zod';
import { javaJson } from './java-json.ts';
import type { DoubleStyle } from './java-json.ts';

/** One list per field, by bar; prices in rupees, volume and open interest in units, timestamps in true epoch seconds. */
export interface ChartBody {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly timestamp: Float64Array;
  /** Only where it was asked for. */
  readonly open_interest?: Float64Array;
}

/** The same as JSON has it. */
export const ChartBodySchema = z.object({
  open: z.array(z.number()),
  high: z.array(z.number()),
  low: z.array(z.number()),
  close: z.array(z.number()),
  volume: z.array(z.number()),
  timestamp: z.array(z.number()),
  open_interest: z.array(z.number()).optional(),
}) satisfies z.ZodType<{ readonly [Key in keyof ChartBody]?: readonly number[] | undefined }>;

/** Writes a chart; every number is a double on the wire, the timestamps too. */
export function renderChart(body: ChartBody, style: DoubleStyle = 'java'): string {
  const { open, high, low, close, volume, timestamp, open_interest } = body;
  return javaJson({ open, high, low, close, volume, timestamp, open_interest }, style);
}
