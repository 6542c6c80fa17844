/** Every REST body this library reads or writes, in one place. */
export type { Parsed } from './json-body.ts';
export {
  parseExpiryList,
  joinStrikes,
  parseOptionChain,
  renderExpiryList,
  renderOptionChain,
  renderStrike,
} from './option-chain-body.ts';
export type { OptionChainBody, OptionLegBody } from './option-chain-body.ts';
export { parseExpiryListRequest, parseOptionChainRequest } from './option-chain-requests.ts';
export {
  parseMarketFeedLtp,
  parseMarketFeedOhlc,
  parseMarketFeedQuote,
  parseMarketFeedRequest,
  renderMarketFeedLtp,
  renderMarketFeedOhlc,
  renderMarketFeedQuote,
} from './market-feed-body.ts';
export type {
  DepthRowBody,
  LtpBody,
  MarketFeedBody,
  MarketFeedRequest,
  OhlcBody,
  QuoteBody,
} from './market-feed-body.ts';
export { renderChart } from './chart-body.ts';
export type { ChartBody } from './chart-body.ts';
export {
  BAD_FIELDS,
  NO_CHART_DATA,
  parseHistoricalChartRequest,
  parseIntradayChartRequest,
} from './chart-requests.ts';
export type { ChartRequest, IntradayChartRequest, ParsedChartRequest } from './chart-requests.ts';
export { parseRollingOptionRequest, renderRollingOption } from './rolling-option-body.ts';
export type { RollingOptionBar, RollingOptionRequest } from './rolling-option-body.ts';
export { parseProfile, renderProfile } from './profile-body.ts';
