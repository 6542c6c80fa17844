/** Every case of every route. */
import type { RouteCase } from '#test/support/route-case.ts';
import { ACCOUNT_CASES } from './account-cases.ts';
import { CHART_CASES } from './chart-cases.ts';
import { DATA_CASES } from './data-cases.ts';
import { FILE_CASES } from './file-cases.ts';
import { GATE_CASES } from './gate-cases.ts';
import { LOGIN_CASES } from './login-cases.ts';
import { TRADING_CASES } from './trading-cases.ts';

export const ROUTE_CASES: readonly RouteCase[] = [
  ...FILE_CASES,
  ...DATA_CASES,
  ...CHART_CASES,
  ...ACCOUNT_CASES,
  ...LOGIN_CASES,
  ...TRADING_CASES,
  ...GATE_CASES,
];
