/**
 * Converts a day of recorded NSE chains (`<underlying>-chain-<date>.csv.gz`) into one recording.
 * Usage: node scenarios/convert/convert-chain-csv.ts DATA_DIR OUTPUT.mcap
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { RecordedSession } from '#engine/replay/recording.ts';
import { writeRecording } from '../recording.ts';
import { parseChainCsv } from './chain-csv.ts';

const SOURCE = 'github.com/SanjotRaibagkar/ai-hedgefund @474f7d8b, data/options_parquet/20250829';

/** The session of 2025-08-29 from the two CSV files of `dataDirectory`, with the contract facts of that month. */
export function convertChainDay(dataDirectory: string): RecordedSession {
  const read = (name: string) => gunzipSync(readFileSync(join(dataDirectory, name))).toString('utf8');
  return {
    date: '2025-08-29',
    provenance: {
      source: SOURCE,
      licence: "MIT, as stated in the source's README",
      changes: [
        'spot: derived from put-call parity, the source does not keep the index value',
        'volume and open interest: lots multiplied into units (NIFTY 75, BANKNIFTY 35)',
        'previous close and previous open interest: last price less net change, open interest less its change',
        'previous close of the index: added, not part of the source; NIFTY agrees within 0.05 with an independent 15-minute mark of 2025-08-28, BANKNIFTY could not be checked',
        'columns not used here (implied volatility, capture time) left out',
      ],
    },
    underlyings: [
      parseChainCsv(read('nifty-chain-2025-08-29.csv.gz'), {
        symbol: 'NIFTY',
        lotSize: 75,
        strikeInterval: 50,
        previousClose: 24_500.9,
      }),
      parseChainCsv(read('banknifty-chain-2025-08-29.csv.gz'), {
        symbol: 'BANKNIFTY',
        lotSize: 35,
        strikeInterval: 100,
        previousClose: 53_820.35,
      }),
    ],
  };
}

if (import.meta.main) {
  const [dataDirectory, output] = process.argv.slice(2);
  if (dataDirectory === undefined || output === undefined) {
    console.error('usage: node scenarios/convert/convert-chain-csv.ts DATA_DIR OUTPUT.mcap');
    process.exitCode = 2;
  } else {
    const session = convertChainDay(dataDirectory);
    const bytes = await writeRecording(session);
    writeFileSync(output, bytes);
    const snapshots = session.underlyings.map(({ symbol, snapshots }) => `${symbol} ${snapshots.length}`);
    console.log(`${output}: ${bytes.length} bytes, snapshots: ${snapshots.join(', ')}`);
  }
}
