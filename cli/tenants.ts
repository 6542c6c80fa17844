/** Clients with exchanges of their own in one process: each a rehearsal of the same scenario on its own clock. */
import { pace } from '#engine/adapters/clock-pacer.ts';
import type { Scenario } from '#engine/scenario.ts';
import { ScenarioExchange } from '#mock-dhan/scenario-exchange.ts';
import { TenantDirectory } from '#mock-dhan/tenants/tenant-directory.ts';
import type { Tenant } from '#mock-dhan/tenants/tenant-directory.ts';
import type { LoadedScenario } from '#scenarios/catalogue.ts';
import { createRehearsal, scenarioCredentials } from './rehearsal.ts';
import type { Rehearsal, RehearsalOptions } from './rehearsal.ts';

/**
 * Opens tenants beside `own`, the exchange that answers whoever is none; they share with it what never changes, its instruments and the recording.
 * `speed`: scenario seconds per wall second at first.
 */
export function createTenants(
  loaded: LoadedScenario,
  own: Rehearsal,
  options: RehearsalOptions & { readonly speed: number },
): TenantDirectory {
  const { universe } = own.exchange.world;
  return new TenantDirectory({
    isTaken: (clientId) => own.exchange.accounts.find(clientId) !== undefined,
    create: (clientId) =>
      openTenant(clientId, {
        loaded: { ...loaded, scenario: scenarioOf(loaded.scenario, clientId) },
        options: { ...options, universe, consentsOf: clientId },
        speed: options.speed,
      }),
  });
}

/** Opens so many, with the next free client ids. */
export function openTenants(count: number, tenants: TenantDirectory): TenantDirectory {
  for (let opened = 0; opened < count; opened += 1) tenants.open();
  return tenants;
}

function openTenant(
  clientId: string,
  {
    loaded,
    options,
    speed,
  }: { readonly loaded: LoadedScenario; readonly options: RehearsalOptions; readonly speed: number },
): Tenant {
  const rehearsal = createRehearsal(loaded, options);
  const exchange = new ScenarioExchange(rehearsal);
  exchange.judge();
  const driver = pace(rehearsal.clock, { speed });
  driver.start();
  return {
    clientId,
    exchange,
    driver,
    credentials: scenarioCredentials(rehearsal),
    close() {
      driver.stop();
      exchange.close();
    },
  };
}

/** The scenario with its first account as the tenant's, and faults that aim at that account aimed at the tenant. */
function scenarioOf(scenario: Scenario, clientId: string): Scenario {
  const [first, ...others] = scenario.accounts;
  if (!first) return scenario;
  return {
    ...scenario,
    accounts: [{ ...first, clientId }, ...others],
    faults: scenario.faults.map((fault) =>
      'clientId' in fault && fault.clientId === first.clientId ? { ...fault, clientId } : fault,
    ),
  };
}
