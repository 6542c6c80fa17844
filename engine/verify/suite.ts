/**
 * A suite: what is verified, where it is reached, and which checks judge it. Shape of suite.yaml v1; scenarios/suites/suite-schema.ts
 * checks files against it.
 */
import type { Retry, Severity } from './check.ts';
import type { DeclaredCheck } from './declared/declared-check.ts';
import type { KnownIssue } from './known-issue.ts';
import type { VerifiedPlatform } from './stocksblitz/platform-target.ts';

/** Suites that ship with the package: the exchange with its credentials; a backend of the first system with its log; the second system. */
export const BUILT_IN_SUITES = ['dhan', 'options-backend', 'stocksblitz'] as const;

export type BuiltInSuite = (typeof BUILT_IN_SUITES)[number];

/** One set of checks and what they look at. */
export interface Suite {
  readonly schemaVersion: 1;
  readonly name: string;
  readonly builtIn: readonly BuiltInSuite[];
  readonly targets: SuiteTargets;
  /** Ids of built-in checks that are left out. */
  readonly without: readonly string[];
  /** By check id: what differs from how the check comes. */
  readonly change: ReadonlyMap<string, CheckChange>;
  /** By check id: what is known to fail. */
  readonly knownIssues: ReadonlyMap<string, KnownIssue>;
  readonly checks: readonly DeclaredCheck[];
}

/** Where the suite's targets are reached, unless the command line says otherwise. */
export interface SuiteTargets {
  /** `mock`, `live` or a URL. */
  readonly exchange?: string | undefined;
  readonly backend?: string | undefined;
  readonly log?: string | undefined;
  readonly logCommand?: string | undefined;
  /** SQLite file with the table dhan_credentials. */
  readonly database?: string | undefined;
  /** Where the second system differs from its usual places. */
  readonly platform?: PlatformPlaces | undefined;
}

/** What is absent is where `serve --platform` puts it, or where PLATFORM_* variables say. */
export type PlatformPlaces = {
  readonly [Place in keyof VerifiedPlatform]?: VerifiedPlatform[Place] | undefined;
};

/** How a check differs in this suite from how it comes. */
export interface CheckChange {
  readonly severity?: Severity | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly retry?: Retry | undefined;
  readonly timeoutMs?: number | undefined;
}

/** What is verified when no suite is named: everything built in, of the targets that are given. */
export const DEFAULT_SUITE: Suite = {
  schemaVersion: 1,
  name: 'default',
  builtIn: BUILT_IN_SUITES,
  targets: {},
  without: [],
  change: new Map(),
  knownIssues: new Map(),
  checks: [],
};
