/** JSON bodies of orders and portfolio by the names they have in the document. */
import type { z } from 'zod';
import {
  AlertAnswerSchema,
  AlertListSchema,
  AlertRequestSchema,
  AlertSchema,
  BasketAnswerSchema,
  BasketRequestSchema,
} from '#engine/wire/alert-bodies.ts';
import { EdisFormRequestSchema, EdisFormSchema, EdisInquirySchema } from '#engine/wire/edis-bodies.ts';
import {
  ForeverOrderListSchema,
  ModifyForeverOrderSchema,
  PlaceForeverOrderSchema,
} from '#engine/wire/forever-order-bodies.ts';
import {
  FundLimitSchema,
  MarginRequestSchema,
  MarginSchema,
  MultiMarginRequestSchema,
  MultiMarginSchema,
} from '#engine/wire/funds-bodies.ts';
import {
  ModifyOrderSchema,
  OrderAnswerListSchema,
  OrderAnswerSchema,
  OrderListSchema,
  OrderSchema,
  PlaceOrderSchema,
  TradeListSchema,
} from '#engine/wire/order-bodies.ts';
import {
  ConvertPositionSchema,
  ConvertedSchema,
  ExitedAllSchema,
  HoldingListSchema,
  PositionListSchema,
} from '#engine/wire/portfolio-bodies.ts';
import { LedgerSchema, TradeHistorySchema } from '#engine/wire/statement-bodies.ts';
import {
  ModifySuperOrderSchema,
  PlaceSuperOrderSchema,
  SuperOrderListSchema,
} from '#engine/wire/super-order-bodies.ts';
import {
  KillSwitchSchema,
  PnlExitAnswerSchema,
  PnlExitRequestSchema,
  PnlExitSchema,
} from '#engine/wire/trader-control-bodies.ts';

/** What clients send. */
export const TRADING_REQUEST_SCHEMAS = {
  PlaceOrder: PlaceOrderSchema,
  ModifyOrder: ModifyOrderSchema,
  PlaceSuperOrder: PlaceSuperOrderSchema,
  ModifySuperOrder: ModifySuperOrderSchema,
  PlaceForeverOrder: PlaceForeverOrderSchema,
  ModifyForeverOrder: ModifyForeverOrderSchema,
  AlertRequest: AlertRequestSchema,
  BasketRequest: BasketRequestSchema,
  ConvertPosition: ConvertPositionSchema,
  MarginRequest: MarginRequestSchema,
  MultiMarginRequest: MultiMarginRequestSchema,
  PnlExitRequest: PnlExitRequestSchema,
  EdisFormRequest: EdisFormRequestSchema,
} as const satisfies Readonly<Record<string, z.ZodType>>;

/** What the exchange answers. */
export const TRADING_ANSWER_SCHEMAS = {
  OrderAnswer: OrderAnswerSchema,
  OrderAnswers: OrderAnswerListSchema,
  Order: OrderSchema,
  Orders: OrderListSchema,
  Trades: TradeListSchema,
  SuperOrders: SuperOrderListSchema,
  ForeverOrders: ForeverOrderListSchema,
  AlertAnswer: AlertAnswerSchema,
  BasketAnswer: BasketAnswerSchema,
  Alert: AlertSchema,
  Alerts: AlertListSchema,
  Holdings: HoldingListSchema,
  Positions: PositionListSchema,
  Converted: ConvertedSchema,
  ExitedAll: ExitedAllSchema,
  FundLimit: FundLimitSchema,
  Margin: MarginSchema,
  MultiMargin: MultiMarginSchema,
  KillSwitch: KillSwitchSchema,
  PnlExitAnswer: PnlExitAnswerSchema,
  PnlExit: PnlExitSchema,
  Ledger: LedgerSchema,
  TradeHistory: TradeHistorySchema,
  EdisForm: EdisFormSchema,
  EdisInquiry: EdisInquirySchema,
} as const satisfies Readonly<Record<string, z.ZodType>>;
