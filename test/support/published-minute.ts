/** What the engine publishes in a few minutes of calm-morning, in memory: the same messages every time. */
import { createRehearsal, createScenarioEngine } from '#cli/rehearsal.ts';
import { openTransport } from '#cli/transport.ts';
import { openSqliteOptionBars } from '#engine/adapters/option-bars/sqlite-option-bars.ts';
import { BusJournal } from '#engine/bus/bus-journal.ts';
import { ExpiryMinutes } from '#engine/bus/expiry-minutes.ts';
import { OptionBars } from '#engine/bus/option-bars.ts';
import type { LegNaming, OptionBody } from '#engine/bus/tick-bodies.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { BusMessage, ExpiryMinute, OptionBar, OptionBarStore } from '#engine/ports.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { driveUntilSettled } from '#test/support/drive-clock.ts';

/** A name of its own for every leg. */
const nameOf: LegNaming = ({ underlying, expiry, strike, optionType }) =>
  `${underlying}${expiry}${strike}${optionType}`;

/** In the order they were published. `run` names the publisher. */
export async function publishedMinutes(
  run: string,
  from = '09:16:00',
  until = '09:18:00',
): Promise<readonly BusMessage[]> {
  const loaded = loadScenario('calm-morning');
  const rehearsal = createRehearsal(loaded, {
    seed: 1,
    startAt: from,
    isRaw: false,
    wire: WIRE_PROFILES.observed,
  });
  await using transport = await openTransport(rehearsal, { through: 'memory' });
  const messages: BusMessage[] = [];
  const engine = createScenarioEngine({
    loaded,
    rehearsal,
    access: transport.access,
    log: { line: () => undefined },
    journal: new BusJournal({ publish: (message) => messages.push(message), run, nameOf }),
    priceModel: undefined,
  });
  await driveUntilSettled(rehearsal.clock, engine.start());
  rehearsal.clock.advanceTo(istToEpochMs(loaded.scenario.clock.date, until));
  await engine.stop();
  return messages;
}

/** The bars that these messages make, in the order of a store. */
export function barsOf(messages: readonly BusMessage[]): readonly OptionBar[] {
  const bars = new OptionBars();
  for (const { channel, json } of messages)
    if (channel.endsWith(':options')) bars.add(JSON.parse(json) as OptionBody);
  return sortedBars(bars.take());
}

export function sortedBars(bars: readonly OptionBar[]): readonly OptionBar[] {
  const key = (bar: OptionBar): string =>
    `${bar.symbol} ${bar.expiry} ${String(bar.strike).padStart(9, '0')} ${bar.type} ${bar.minuteMs}`;
  return bars.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The figures of each expiry and minute that these messages make, in the order of a store. */
export function expiryMinutesOf(messages: readonly BusMessage[]): readonly ExpiryMinute[] {
  const minutes = new ExpiryMinutes();
  for (const { channel, json } of messages)
    if (channel.endsWith(':options')) minutes.add(JSON.parse(json) as OptionBody);
  const key = ({ symbol, expiry, minuteMs }: ExpiryMinute): string => `${symbol} ${expiry} ${minuteMs}`;
  return minutes.take().toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Everything a store has of these underlyings. */
export async function storedMinutes(
  store: OptionBarStore,
  symbols: readonly string[] = ['BANKNIFTY', 'NIFTY'],
): Promise<readonly ExpiryMinute[]> {
  const stored = symbols.map((symbol) =>
    store.minutes({ symbol, expiries: [], fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }),
  );
  return (await Promise.all(stored)).flat();
}

/** A store that can be taken away. */
export function flakyBarStore(): OptionBarStore & { isAway: boolean } {
  const store = openSqliteOptionBars(':memory:');
  return {
    ...store,
    isAway: false,
    save(bars, minutes) {
      return this.isAway ? Promise.reject(new Error('the database is away')) : store.save(bars, minutes);
    },
  };
}
