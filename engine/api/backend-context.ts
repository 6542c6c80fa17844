import type { Engine } from '../engine.ts';
import type { Clock } from '../ports.ts';
import type { WireProfile } from '../wire/wire-profile.ts';

/** Which body `options/live` serves: the backend's real envelope, or the documents' flat one (design decision 8). */
export type BackendBody = WireProfile['backendBody'];

/** What every route family reads. */
export interface BackendContext {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly body: BackendBody;
  /** `serve --backend=before`: population errors stay hidden, so /health claims to be healthy whatever the cache holds. */
  readonly hasOriginalFaults: boolean;
}
