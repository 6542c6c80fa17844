/** The test app and the test partner that may ask for consents: secrets of a mock, which open nothing else. */
export const TEST_APP = { id: 'preopen-app', secret: 'preopen-app-secret' } as const;
export const TEST_PARTNER = { id: 'preopen-partner', secret: 'preopen-partner-secret' } as const;
