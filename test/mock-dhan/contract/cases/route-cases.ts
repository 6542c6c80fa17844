/** Every case of every route. */
import type { RouteCase } from '#test/support/route-case.ts';
import { ACCOUNT_CASES } from './account-cases.ts';
import { ALERT_CASES } from './alert-cases.ts';
import { CHART_CASES } from './chart-cases.ts';
import { DATA_CASES } from './data-cases.ts';
import { EXIT_ORDER_CASES } from './exit-order-cases.ts';
import { FILE_CASES } from './file-cases.ts';
import { FUNDS_CASES } from './funds-cases.ts';
import { GATE_CASES } from './gate-cases.ts';
import { LOGIN_CASES } from './login-cases.ts';
import { ORDER_CASES } from './order-cases.ts';
import { PORTFOLIO_CASES } from './portfolio-cases.ts';
import { STATEMENT_CASES } from './statement-cases.ts';

export const ROUTE_CASES: readonly RouteCase[] = [
  ...FILE_CASES,
  ...DATA_CASES,
  ...CHART_CASES,
  ...ACCOUNT_CASES,
  ...LOGIN_CASES,
  ...ORDER_CASES,
  ...EXIT_ORDER_CASES,
  ...ALERT_CASES,
  ...PORTFOLIO_CASES,
  ...FUNDS_CASES,
  ...STATEMENT_CASES,
  ...GATE_CASES,
];
