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
  /** The password alone does not log this user in. */
  readonly hasMfa: boolean;
  readonly isActive: boolean;
}

const TRADER: PlatformUser = {
  userId: 3,
  email: 'trader@platform.test',
  name: 'Test Trader',
  password: 'rehearse-before-open',
  roles: ['user'],
  accountIds: [1],
  hasMfa: false,
  isActive: true,
};

/** The users of a rehearsal: one who can log in, one with MFA, one who was shut out. They exist nowhere else. */
export const TEST_USERS = {
  trader: TRADER,
  mfa: { ...TRADER, userId: 4, email: 'mfa@platform.test', name: 'Test Trader with MFA', hasMfa: true },
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
  const isMatch = timingSafeEqual(digestOf(password), digestOf(user?.password ?? ''));
  return isMatch ? user : undefined;
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
