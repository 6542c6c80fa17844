/** What `preopen init` found: a backend that runs, the files around it, the machine. */

/** Facts that the written files are made of. Texts hold no secret. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  /** Base URLs that were asked, in order. */
  readonly asked: readonly string[];
  readonly backend: BackendFound | undefined;
  readonly logs: readonly LogFound[];
  readonly start: StartFound | undefined;
  /** Relative path of a SQLite file with a row in dhan_credentials. */
  readonly database: string | undefined;
  /** Of DHAN_CLIENT_ID and DHAN_ACCESS_TOKEN: those set in the environment or in .env. */
  readonly credentials: readonly string[];
}

/** A backend that answered. */
export interface BackendFound {
  /** Without a slash at its end. */
  readonly url: string;
  readonly health: { readonly status: number; readonly word: string };
  /** Whether any route of the options API answered with JSON that could be read. */
  readonly hasOptionsApi: boolean;
  readonly underlyings: readonly string[];
  readonly counters: CountersFound | undefined;
  /** Paths of the OpenAPI document; undefined where none is served. */
  readonly openApiPaths: readonly string[] | undefined;
}

/** The four counters of cache/stats. */
export interface CountersFound {
  /** JSON path of the object they stand in: `$` or `$.data`. */
  readonly at: string;
  readonly underlyings: number;
  readonly expiries: number;
  readonly strikes: number;
  readonly tokens: number;
}

/** A file that looks like the backend's log. */
export interface LogFound {
  readonly path: string;
  /** It has the lines of a start that the log checks read. */
  readonly hasStartup: boolean;
}

/** How the backend is probably started. */
export interface StartFound {
  readonly command: string;
  /** What tells so. */
  readonly because: string;
  /** Lines that install what it needs. */
  readonly install: readonly string[];
}
