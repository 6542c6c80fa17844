/** The oldest Node that runs the package. */
export const NODE_MIN = [22, 19] as const;

/** `version`: as process.versions.node has it. */
export function isNodeTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1]);
}
