/** A day that begins again when it is over. */
import { ConfigError } from '#engine/errors.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { ScenarioExchange } from '#mock-dhan/scenario-exchange.ts';

/**
 * Resets `exchange` whenever its clock reaches the end of the scenario's day, for as long as it is served: sessions are closed with 1001, and the day begins where it began.
 * Errors: ConfigError when the exchange starts after that end.
 */
export function loopDay(exchange: ScenarioExchange): void {
  const { clock, scenario } = exchange;
  const endMs = istToEpochMs(scenario.clock.date, scenario.clock.endAt);
  if (clock.nowMs() >= endMs)
    throw new ConfigError(
      `serve --loop: expected a start before ${scenario.clock.endAt}, when the day ends. Give an earlier --at.`,
    );
  const plan = (): void =>
    void clock.at(endMs, () => {
      // Not within the step that brought the clock here: the rest of that step would run into the new day.
      setImmediate(() => {
        exchange.reset();
        plan();
      });
    });
  plan();
}
