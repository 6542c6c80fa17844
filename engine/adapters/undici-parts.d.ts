/** Types of the two parts of undici that its transport loads: the whole package, with fetch, caches and mocks, takes twice as long and 13 MB more. */
declare module 'undici/lib/dispatcher/agent.js' {
  export { Agent as default } from 'undici';
}

declare module 'undici/lib/api/api-request.js' {
  import type { Dispatcher } from 'undici';

  /** `dispatcher.request(...)` of the whole package. */
  export default function request(
    this: Dispatcher,
    options: Dispatcher.RequestOptions,
  ): Promise<Dispatcher.ResponseData>;
}
