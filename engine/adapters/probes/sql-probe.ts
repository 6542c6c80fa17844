import type { Clock } from '../../ports.ts';
import type { SqlProbe } from '../../verify/declared/sql-check.ts';
import { queryPostgres } from './postgres-query.ts';
import { querySqlite } from './sqlite-query.ts';

/** Reads SQLite files and PostgreSQL databases in ways that cannot write; rows are dated by `clock`. */
export function createSqlProbe(clock: Clock): SqlProbe {
  return {
    async query(declaration) {
      const startedMs = performance.now();
      const answer = declaration.url.startsWith('sqlite:')
        ? await querySqlite(declaration)
        : await queryPostgres(declaration);
      if (answer.kind === 'refused') return answer;
      return { ...answer, tookMs: performance.now() - startedMs, nowMs: clock.nowMs() };
    },
  };
}
