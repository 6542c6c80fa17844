import packageJson from '#package.json' with { type: 'json' };

/** The version in package.json; the build writes it into the bundle. */
export const VERSION: string = packageJson.version;
