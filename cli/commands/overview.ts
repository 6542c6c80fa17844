import { existsSync } from 'node:fs';
import { spokenDuration } from '#engine/market/spoken-time.ts';
import { findCredentials } from '../doctor/credentials.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { calendarDay, nextBell } from '../overview/market-words.ts';
import { readLastVerdict } from '../last-verdict.ts';
import { VERSION } from '../version.ts';

/** `preopen` alone: the next bell, the day, the token's life, the last verdict, and how to begin. Returns 0. */
export async function overview(): Promise<number> {
  const nowMs = Date.now();
  const { status, observed } = await findCredentials({ database: undefined }, process.env, nowMs);
  const lines = [
    `preopen ${VERSION}`,
    label('next bell', nextBell(nowMs)),
    label('today', calendarDay(nowMs)),
    label('token', status === 'pass' ? observed : `${status === 'fail' ? 'unusable: ' : ''}${observed}`),
    label('last verdict', lastVerdict(nowMs)),
    '',
    ...firstCommands().map(([command, what]) => `  ${command.padEnd(48)} ${what}`),
    '',
    'preopen --help lists every command.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT_CODES.ok;
}

function lastVerdict(nowMs: number): string {
  const last = readLastVerdict();
  if (!last) return 'none in this folder';
  const { endedAt, target, exitCode, passed, failed } = last;
  const ago = spokenDuration(Math.max(0, nowMs - Date.parse(endedAt)));
  const words = failed.length === 0 ? `${passed} passed` : `${failed.join(', ')} failed`;
  return `exit ${exitCode}, ${ago} ago: ${words} (${target})`;
}

/** The first of them where the project has no suite yet, the gate where it has one. */
function firstCommands(): readonly (readonly [string, string])[] {
  const begin = [
    'preopen init',
    'write configuration, suite and workflow for the backend that runs',
  ] as const;
  const gate = ['preopen verify', 'judge the backend by the suite of this folder'] as const;
  return [
    existsSync('preopen.suite.yaml') ? gate : begin,
    ['preopen doctor', 'look at this machine, each line with its mend'],
    ['preopen serve --scenario market-hours --backend', 'a mock exchange and a backend to try it on'],
  ];
}

function label(name: string, text: string): string {
  return `${name.padEnd(13)} ${text}`;
}
