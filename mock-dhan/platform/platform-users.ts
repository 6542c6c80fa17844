import { createHash, timingSafeEqual } from 'node:crypto';

/** Somebody who may log in to the platform. */
export interface PlatformUser {
  readonly userId: number;
  /** Compared without regard to case. */
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly roles: readonly string[];
  readonly accountIds: readonly number[];
  /** Base32 secret of the codes that this user's login asks for; undefined where the password alone does. */
  readonly totpSecret: string | undefined;
  readonly isActive: boolean;
}

const TRADER: PlatformUser = {
  userId: 3,
  email: 'trader@platform.test',
  name: 'Test Trader',
  password: 'rehearse-before-open',
  roles: ['user'],
  accountIds: [1],
  totpSecret: undefined,
  isActive: true,
};

/** The users of a rehearsal: one who can log in, one with MFA, one who was shut out. They exist nowhere else. */
export const TEST_USERS = {
  trader: TRADER,
  mfa: {
    ...TRADER,
    userId: 4,
    email: 'mfa@platform.test',
    name: 'Test Trader with MFA',
    totpSecret: 'PREOPENPLATFORMTESTMFASECRET2345',
  },
  inactive: {
    ...TRADER,
    userId: 5,
    email: 'inactive@platform.test',
    name: 'Former Trader',
    isActive: false,
  },
} as const satisfies Record<string, PlatformUser>;

/** The user with this e-mail and password. Takes as long for an unknown e-mail as for a wrong password. */
export function authenticatedUser(
  users: readonly PlatformUser[],
  { email, password }: { readonly email: string; readonly password: string },
): PlatformUser | undefined {
  const user = users.find((candidate) => candidate.email.toLowerCase() === email.toLowerCase());
  const isMatch = isSameText(password, user?.password ?? '');
  return isMatch ? user : undefined;
}

/** Compares in a time that does not tell where the texts differ. */
export function isSameText(presented: string, expected: string): boolean {
  return timingSafeEqual(digestOf(presented), digestOf(expected));
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
