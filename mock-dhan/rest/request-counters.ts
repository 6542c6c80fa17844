/** How often each route answered with each status: `{ "POST /v2/optionchain": { "200": 12, "429": 1 } }`. */
export type RequestCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Counts answers. Routes are the ones the exchange knows, so the table stays small whatever is asked for. */
export class RequestCounters {
  readonly #byRoute = new Map<string, Map<number, number>>();

  record(route: string, status: number): void {
    let byStatus = this.#byRoute.get(route);
    if (!byStatus) {
      byStatus = new Map();
      this.#byRoute.set(route, byStatus);
    }
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
  }

  counts(): RequestCounts {
    return Object.fromEntries(
      [...this.#byRoute].map(([route, byStatus]) => [route, Object.fromEntries(byStatus)]),
    );
  }
}
