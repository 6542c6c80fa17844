/** Where clients of the exchange call. */

/** Every host a client of the exchange calls. Source: dhan-v2-wire 1.1. */
export const DHAN_HOSTS: readonly string[] = [
  'api.dhan.co',
  'auth.dhan.co',
  'sandbox.dhan.co',
  'images.dhan.co',
  'api-feed.dhan.co',
  'depth-api-feed.dhan.co',
  'full-depth-api.dhan.co',
  'api-order-update.dhan.co',
  'api-global-stocks.dhan.co',
  'global-stocks-api-feed.dhan.co',
];

/** Under these a client on this machine reaches the mock without any redirection. */
export const LOCAL_HOSTS: readonly string[] = ['localhost', '127.0.0.1', '::1'];
