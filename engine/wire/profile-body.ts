/** Body of `GET /profile`, both directions. Source: dhan-v2-wire 1.5. */
import { z } from 'zod';
import { istDate, istTimeOfDay, istToEpochMs } from '../market/ist-time.ts';
import type { Profile } from '../ports.ts';
import { parseJsonBody } from './json-body.ts';
import type { Parsed } from './json-body.ts';

/** What the mock exchange knows of an account. `mtf` and the data plan's end are missing in the sandbox's answer. */
export interface AccountProfile {
  readonly clientId: string;
  /** Epoch ms; written to the minute, in IST. */
  readonly tokenValidUntilMs: number;
  readonly activeSegment: string;
  readonly ddpi: 'Active' | 'Deactive';
  readonly mtf?: 'Active' | 'Deactive';
  readonly dataPlan: 'Active' | 'Deactive';
  /** Epoch ms. */
  readonly dataValidUntilMs?: number;
}

/** Reads a profile; a token validity in an unknown form is undefined, not an error. */
export function parseProfile(text: string): Parsed<Profile> {
  const body = parseJsonBody('profile body', ProfileSchema, text);
  if (!body.ok) return body;
  return {
    ok: true,
    value: {
      clientId: body.value.dhanClientId,
      tokenValidUntilMs: tokenValidityToEpochMs(body.value.tokenValidity),
      dataPlan: body.value.dataPlan,
      activeSegment: body.value.activeSegment,
    },
  };
}

/** Writes the answer of `GET /profile`; times are IST. */
export function renderProfile(profile: AccountProfile): string {
  const { tokenValidUntilMs, dataValidUntilMs } = profile;
  return JSON.stringify({
    dhanClientId: profile.clientId,
    tokenValidity: `${dayMonthYear(tokenValidUntilMs)} ${istTimeOfDay(tokenValidUntilMs).slice(0, 5)}`,
    activeSegment: profile.activeSegment,
    ddpi: profile.ddpi,
    mtf: profile.mtf,
    dataPlan: profile.dataPlan,
    dataValidity:
      dataValidUntilMs === undefined
        ? undefined
        : `${istDate(dataValidUntilMs)} ${istTimeOfDay(dataValidUntilMs)}.0`,
  });
}

/** The whole body as the exchange writes it; the sandbox leaves out `mtf` and `dataValidity`. */
export const ProfileBodySchema = z.object({
  dhanClientId: z.string(),
  tokenValidity: z.string().regex(/^\d\d\/\d\d\/\d{4} \d\d:\d\d$/),
  activeSegment: z.string(),
  ddpi: z.enum(['Active', 'Deactive']),
  mtf: z.enum(['Active', 'Deactive']).optional(),
  dataPlan: z.enum(['Active', 'Deactive']),
  dataValidity: z.string().optional(),
});

/** What is read of it. */
const ProfileSchema = z.object({
  dhanClientId: z.string(),
  tokenValidity: z.string().default(''),
  activeSegment: z.string().default(''),
  dataPlan: z.string().default(''),
});

function tokenValidityToEpochMs(text: string): number | undefined {
  const [, day, month, year, timeOfDay] = /^(\d\d)\/(\d\d)\/(\d{4}) (\d\d:\d\d)$/.exec(text) ?? [];
  return timeOfDay === undefined ? undefined : istToEpochMs(`${year}-${month}-${day}`, timeOfDay);
}

function dayMonthYear(epochMs: number): string {
  return istDate(epochMs).split('-').toReversed().join('/');
}
