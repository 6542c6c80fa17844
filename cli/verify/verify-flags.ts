import type { PriceModelName } from '#engine/pricing/price-model.ts';
import type { OnInconclusive } from '#engine/verify/verdict.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { Cadence, ListenAddress, ReportFormat } from '../option-values.ts';

/** The flags of `preopen verify`, as commander names them; durations in ms. */
export interface VerifyFlags {
  readonly suite?: string;
  readonly tags?: readonly string[];
  readonly grep?: RegExp;
  readonly exchange?: string;
  readonly ca?: string;
  readonly scenario: string;
  readonly at?: string;
  readonly seed?: number;
  /** Of the reference backend that `--exchange mock` starts. */
  readonly priceModel?: PriceModelName;
  readonly backend?: string;
  readonly database?: string;
  readonly log?: string;
  readonly logCmd?: string;
  /** A command that leads to where the checks of the suite look from. */
  readonly from?: string;
  readonly dryRun?: boolean;
  readonly ownSocket?: boolean;
  readonly wait?: number;
  /** How long to pause between looks. */
  readonly watch?: number;
  readonly watchFor?: number;
  readonly throughOpen?: boolean;
  readonly serve?: ListenAddress;
  /** Between the looks of --serve. */
  readonly every: number;
  /** Two backends. */
  readonly compare?: readonly string[];
  /** Percent of the underlying's price. */
  readonly priceTolerance: number;
  /** Folder of the verdict and its evidence. */
  readonly artifact?: string;
  /** File of the baseline suite. */
  readonly learn?: string;
  readonly timeout: number;
  readonly failOn: 'warn' | 'fail';
  readonly onInconclusive: OnInconclusive;
  readonly wire: WireProfile;
  readonly cadence?: Cadence;
  readonly format: readonly ReportFormat[];
  readonly quiet?: boolean;
  readonly color: boolean;
}
