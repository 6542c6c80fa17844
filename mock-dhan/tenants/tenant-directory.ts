import { ConfigError } from '#engine/errors.ts';
import type { Credentials } from '#engine/ports.ts';
import type { ClockDriver } from '../control/clock-routes.ts';
import type { ServedExchange } from '../served-exchange.ts';

/** A client with an exchange of its own: its own clock, market, faults, limits and journal. */
export interface Tenant {
  readonly clientId: string;
  readonly exchange: ServedExchange;
  /** What drives its clock. */
  readonly driver: ClockDriver;
  /** What it logs in with at first. */
  readonly credentials: Credentials;
  /** Ends its sessions and its clock. */
  close(): void;
}

/** Tenants of one process at most. */
const TENANTS_MAX = 1000;
/** Client ids as Dhan has them, of those that nobody named. */
const FIRST_CLIENT_ID = 2_000_000_001;

/** The tenants of a process, by client id; disposing of it closes all of them. */
export class TenantDirectory implements Disposable {
  readonly #tenants = new Map<string, Tenant>();
  readonly #create: (clientId: string) => Tenant;
  readonly #isTaken: (clientId: string) => boolean;
  #nextClientId = FIRST_CLIENT_ID;

  /** `create` opens a tenant's exchange. `isTaken`: ids that the exchange beside the tenants has itself. */
  constructor(options: {
    readonly create: (clientId: string) => Tenant;
    readonly isTaken: (clientId: string) => boolean;
  }) {
    this.#create = options.create;
    this.#isTaken = options.isTaken;
  }

  all(): readonly Tenant[] {
    return [...this.#tenants.values()];
  }

  find(clientId: string | undefined): Tenant | undefined {
    return clientId === undefined ? undefined : this.#tenants.get(clientId);
  }

  /** Opens an exchange for a client id, the next free one unless given. Errors: ConfigError for an id that is taken, or one tenant too many. */
  open(clientId: string = this.#freeClientId()): Tenant {
    if (this.#tenants.has(clientId) || this.#isTaken(clientId))
      throw new ConfigError(`tenant ${clientId}: expected a client id that nobody has. Choose another.`);
    if (this.#tenants.size >= TENANTS_MAX)
      throw new ConfigError(`tenant ${clientId}: expected at most ${TENANTS_MAX} tenants. Close some first.`);
    const tenant = this.#create(clientId);
    this.#tenants.set(clientId, tenant);
    return tenant;
  }

  /** False when there is none of that id. */
  close(clientId: string): boolean {
    this.#tenants.get(clientId)?.close();
    return this.#tenants.delete(clientId);
  }

  [Symbol.dispose](): void {
    for (const clientId of this.#tenants.keys()) this.close(clientId);
  }

  #freeClientId(): string {
    while (this.#tenants.has(String(this.#nextClientId)) || this.#isTaken(String(this.#nextClientId)))
      this.#nextClientId += 1;
    return String(this.#nextClientId);
  }
}
