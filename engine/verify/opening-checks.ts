/** What only the opening can prove: results that are pending until their moment has come. */
import { istTimeOfDay } from '../market/ist-time.ts';
import { readBackendChain } from './backend-answers.ts';
import type { Check, CheckResult, Judgement } from './check.ts';
import { backendSource } from './checks/backend-chain-checks.ts';
import { backendLegsFollow } from './checks/backend-movement-checks.ts';
import { failed, listed, notJudged, passed } from './judgement.ts';
import type { Opening } from './opening.ts';
import type { BackendMovement, BackendTarget } from './targets.ts';

/** A moment of the opening and what it proves. */
export interface OpeningStep {
  readonly id: string;
  readonly title: string;
  readonly atMs: number;
  /** What is asked of the backend then. */
  readonly asks: string;
  /** Without it nothing can be said of the day: left open, the whole verdict is. */
  readonly isMainQuestion: boolean;
}

/** What an opening has to prove, in the order of its moments. */
export function openingSteps(opening: Opening): readonly OpeningStep[] {
  const { auctionAtMs, matchedAtMs, openAtMs, liveByMs } = opening;
  return [
    ...(auctionAtMs === undefined
      ? []
      : [
          {
            id: 'open.auction',
            title: 'The backend stands into the call auction',
            atMs: auctionAtMs,
            asks: 'the backend stands on into the call auction',
            isMainQuestion: false,
          },
        ]),
    ...(matchedAtMs === undefined
      ? []
      : [
          {
            id: 'open.matched',
            title: 'The backend takes the prices of the auction',
            atMs: matchedAtMs,
            asks: "the auction's prices arrive",
            isMainQuestion: false,
          },
        ]),
    {
      id: 'open.first-tick',
      title: 'Every underlying ticks after the open',
      atMs: openAtMs,
      asks: 'every underlying ticks',
      isMainQuestion: true,
    },
    {
      id: 'open.legs-follow',
      title: 'The legs follow their underlying after the open',
      atMs: openAtMs,
      asks: 'the legs follow',
      isMainQuestion: true,
    },
    {
      id: 'open.live',
      title: 'A minute after the open no chain stands on closing prices',
      atMs: liveByMs,
      asks: 'prices are live, none of them closing prices',
      isMainQuestion: true,
    },
  ];
}

/** A step that nobody can judge yet. */
export function pendingResult(step: OpeningStep): CheckResult {
  const time = istTimeOfDay(step.atMs);
  return {
    ...resultHead(step),
    status: 'pending',
    expected: `${step.asks} at ${time} IST`,
    observed: `to come: only ${time} IST can prove it`,
    remedy: '',
    startedMs: 0,
    durationMs: 0,
    attempts: 0,
    measurements: [],
  };
}

/** The step as a check that is run at its moment. */
export function openingCheck(
  step: OpeningStep,
  run: (target: BackendTarget) => Promise<Judgement>,
): Check<BackendTarget> {
  const { id, title, group, severity, tags } = resultHead(step);
  return { id, title, group, severity, tags, dependsOn: [], run };
}

/** Which underlyings took another price since `before`; none taking one is no fault, because not every feed has them. */
export function judgeAuction(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): Judgement {
  const expected = "prices of the auction, where the exchange's feed brings them before the open";
  const taken = [...after].flatMap(([underlying, price]) => {
    const was = before.get(underlying);
    return was === undefined || was === price ? [] : [`${underlying} ${was} -> ${price}`];
  });
  if (taken.length > 0) return passed(expected, listed(taken));
  return notJudged(
    expected,
    'no price has changed since the first look: the feed brought none of the auction',
  );
}

/** Each underlying's price by the chain that the backend serves; those without one are left out. */
export async function spotsOf(target: BackendTarget): Promise<ReadonlyMap<string, number>> {
  const spots = new Map<string, number>();
  for (const underlying of await target.underlyings()) {
    const spot = readBackendChain((await target.liveChain(underlying)).answer.value)?.spot;
    if (spot !== undefined) spots.set(underlying, spot);
  }
  return spots;
}

/** Who moved since the open, how soon, and who did not. */
export async function judgeFirstTicks(target: BackendTarget): Promise<Judgement> {
  const movements = await target.movement();
  const expected = 'a first price change of every underlying after the open';
  const still = movements.filter(({ hasMoved }) => !hasMoved);
  const measurements = movements.flatMap(({ underlying, movedAfterMs }) =>
    movedAfterMs === undefined
      ? []
      : [{ name: `first tick ${underlying}`, value: movedAfterMs, unit: 'ms' as const }],
  );
  if (still.length === 0 && movements.length > 0)
    return { ...passed(expected, listed(movements.map(spokenMovement))), measurements };
  const watchedMs = Math.max(0, ...movements.map((movement) => movement.watchedMs));
  return {
    ...failed(
      expected,
      `no change in ${Math.round(watchedMs / 1000)} s: ${listed(still.map(spokenStill)) || 'no underlying is offered'}`,
      `The feed is not connected, not subscribed or mute: look at websocket_status in curl "${target.url}/health", restart the backend now, then: preopen verify --backend ${target.url}`,
    ),
    measurements,
  };
}

/** The legs near the money, as backend.legs-follow judges them. */
export const judgeLegs = backendLegsFollow.run;

/** The chain's source, as backend.source judges it. */
export const judgeSource = backendSource.run;

function spokenMovement({ underlying, movedAfterMs = 0 }: BackendMovement): string {
  return `${underlying} after ${(movedAfterMs / 1000).toFixed(1)} s`;
}

function spokenStill({ underlying, priceFrom }: BackendMovement): string {
  return priceFrom === undefined ? `${underlying} without a price` : `${underlying} at ${priceFrom}`;
}

function resultHead({
  id,
  title,
}: OpeningStep): Pick<CheckResult, 'id' | 'title' | 'group' | 'severity' | 'tags'> {
  return { id, title, group: 'open', severity: 'fail', tags: ['open'] };
}
