import { MS_PER_DAY, istDate } from '#engine/market/ist-time.ts';
import type { StaticIpFlag } from '#engine/wire/static-ip-bodies.ts';

/** A registered address. */
export interface StaticIp {
  readonly ip: string;
  /** Epoch ms; before it the address stands. */
  readonly modifiableFromMs: number;
}

/** One write: whose address, which of the two, and when (scenario time, epoch ms). */
export interface StaticIpWrite {
  readonly clientId: string;
  readonly flag: StaticIpFlag;
  readonly ip: string;
  readonly nowMs: number;
}

/** Source: dhan-v2-wire 1.6. */
const STANDS_MS = 7 * MS_PER_DAY;
const FLAGS = ['PRIMARY', 'SECONDARY'] as const satisfies readonly StaticIpFlag[];

/** The static addresses of every account, for the life of the exchange. */
export class StaticIps {
  readonly #registered = new Map<string, StaticIp>();

  find(clientId: string, flag: StaticIpFlag): StaticIp | undefined {
    return this.#registered.get(keyOf(clientId, flag));
  }

  isRegistered(clientId: string, ip: string): boolean {
    return FLAGS.some((flag) => this.find(clientId, flag)?.ip === ip);
  }

  /** Why the address could not be registered, undefined when it was: one that is registered is changed by `modify` alone. */
  set(write: StaticIpWrite): string | undefined {
    if (this.find(write.clientId, write.flag)) return 'IP is already set, use modify';
    this.#save(write);
    return undefined;
  }

  /** Why the address could not be changed, undefined when it was: once in seven days, counted from when it was set. */
  modify(write: StaticIpWrite): string | undefined {
    const registered = this.find(write.clientId, write.flag);
    if (!registered) return 'IP is not set';
    if (write.nowMs < registered.modifiableFromMs)
      return `IP can be modified from ${istDate(registered.modifiableFromMs)}`;
    this.#save(write);
    return undefined;
  }

  #save({ clientId, flag, ip, nowMs }: StaticIpWrite): void {
    this.#registered.set(keyOf(clientId, flag), { ip, modifiableFromMs: nowMs + STANDS_MS });
  }
}

function keyOf(clientId: string, flag: StaticIpFlag): string {
  return `${clientId}:${flag}`;
}
