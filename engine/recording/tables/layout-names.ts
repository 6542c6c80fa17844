/** Names of the layouts of tables that can be imported; table-layouts.ts says what they are. */
export const LAYOUT_NAMES = [
  'exported-ticks',
  'option-chain',
  'atm-1m',
  'rolling-15m',
  'atm-1m-forward',
  'rolling-option',
  'option-candles',
  'index-candles',
] as const;

export type LayoutName = (typeof LAYOUT_NAMES)[number];
