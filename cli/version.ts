import packageJson from '#package.json' with { type: 'json' };

/** The version in package.json; the build writes it into the bundle. */
export const VERSION: string = packageJson.version;

/** What a recording says of the programs that made it. */
export function recordingVersions(): Readonly<Record<'preopen' | 'node' | 'mcap', string>> {
  return { preopen: VERSION, node: process.versions.node, mcap: packageJson.dependencies['@mcap/core'] };
}
