import { ConfigError } from '#engine/errors.ts';
import type { PriceModelName } from '#engine/pricing/price-model.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { wireOf } from '../option-values.ts';
import type { Cadence, ReportFormat, Speed } from '../option-values.ts';
import { replayScenario } from '../replay-run.ts';
import { isColoured } from '../reporters/colour.ts';
import { renderReplayReport } from '../reporters/replay-report.ts';
import { writeReports } from '../reporters/write-reports.ts';
import type { TransportChoice } from '../transport.ts';

/** The flags of `preopen replay`, as commander names them. */
export interface ReplayFlags {
  readonly seed?: number;
  readonly speed: Speed;
  readonly through: 'memory' | 'sockets';
  readonly record?: string;
  readonly recording?: string;
  readonly raw?: boolean;
  readonly priceModel?: PriceModelName;
  readonly wire: WireProfile;
  readonly cadence?: Cadence;
  readonly format: readonly ReportFormat[];
  readonly reprice: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** `preopen replay SCENARIO`. Returns the exit code; the report goes to stdout, the log and the progress bar to stderr. */
export async function replay(nameOrPath: string, flags: ReplayFlags): Promise<number> {
  const report = await replayScenario(loadScenario(nameOrPath), {
    seed: flags.seed,
    priceModel: flags.priceModel,
    speed: flags.speed,
    ...transportOf(flags),
    wire: wireOf(flags),
    isRaw: flags.raw ?? false,
    repriceOnTicks: flags.reprice,
    isVerbose: flags.verbose ?? false,
    hasProgressBar: process.stderr.isTTY && !flags.quiet,
  });
  await writeReports(flags.format, (format) =>
    renderReplayReport(format, report, { isColoured: isColoured(flags) }),
  );
  return report.exitCode;
}

/** A recording is written and read over sockets, whatever else was said. Errors: ConfigError for both at once. */
function transportOf({ through, record, recording }: ReplayFlags): TransportChoice {
  if (record !== undefined && recording !== undefined)
    throw new ConfigError('replay: expected one of --record and --recording, were both. Leave one out.');
  const isOverSockets = record !== undefined || recording !== undefined;
  return { through: isOverSockets ? 'sockets' : through, record, recording };
}
