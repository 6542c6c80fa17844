import type { PostbackEvent } from '#engine/behaviour/client-event.ts';
import type { Clock, HttpTransport } from '#engine/ports.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { renderPostback } from '#engine/wire/postback-body.ts';
import { renderAlert } from '#engine/wire/alert-bodies.ts';
import { toldOrder } from '../feed/told-order.ts';
import type { ExchangeJournal } from '../journal/exchange-journal.ts';
import { alertBodyOf } from '../rest/trading/alert-answers.ts';
import type { Alert } from '../world/orders/alert.ts';
import type { OrderUpdate } from '../world/orders/order.ts';
import type { QuoteBoard } from '../world/quote-board.ts';
import type { TradingFloor } from '../world/trading-floor.ts';

/** Who posts, and where to. */
export interface PostbackTarget {
  /** Gives up after POSTBACK_WITHIN_MS of wall time. */
  readonly http: HttpTransport;
  /** Of every account, instead of its own. */
  readonly url?: string | undefined;
}

/** Source: dhan-v2-wire 9, the mock's own choice; no retry is documented, so there is none. */
export const POSTBACK_WITHIN_MS = 5000;
/** Posts that wait for those before them; further ones are dropped, which the journal tells. */
export const POSTBACKS_WAITING_MAX = 1000;

/** A post on its way. */
interface Post {
  readonly url: string;
  readonly body: string;
  readonly about: Pick<PostbackEvent, 'clientId' | 'orderId' | 'orderStatus'>;
}

/**
 * Posts every change of every order to the webhook of the token it was made with: one after the other, so that they arrive in order, and beside
 * the exchange, which never waits for them. Alerts post back too, each change of their status; how is not documented, so that the body is this
 * mock's own: the alert as it is read.
 */
export class Postbacks {
  readonly #options: {
    readonly http: HttpTransport;
    readonly urlOf: (clientId: string, madeAtMs: number) => string | undefined;
    readonly trading: TradingFloor;
    readonly board: QuoteBoard;
    readonly wire: WireProfile;
    readonly clock: Clock;
    readonly journal: ExchangeJournal;
  };
  readonly #waiting: Post[] = [];
  readonly #unsubscribe: (() => void)[];
  #isPosting = false;

  constructor(options: {
    readonly http: HttpTransport;
    /** By whose order or alert it is and when that was made; undefined without a webhook. */
    readonly urlOf: (clientId: string, madeAtMs: number) => string | undefined;
    readonly trading: TradingFloor;
    readonly board: QuoteBoard;
    readonly wire: WireProfile;
    readonly clock: Clock;
    readonly journal: ExchangeJournal;
  }) {
    this.#options = options;
    const { trading } = options;
    this.#unsubscribe = [
      trading.subscribe((update) => this.#takeOrder(update)),
      trading.subscribeAlerts((alert) => this.#takeAlert(alert)),
    ];
  }

  /** What waits is not posted any more. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#waiting.length = 0;
  }

  #takeOrder(update: OrderUpdate): void {
    const { clientId, orderId, status, createdAtMs } = update.order;
    if (!update.isPostedBack) return;
    const about = { clientId, orderId, orderStatus: status };
    this.#take(createdAtMs, about, () => renderPostback(toldOrder(update, this.#options)));
  }

  #takeAlert(alert: Alert): void {
    const { alertId, request, status, createdAtMs } = alert;
    const about = { clientId: request.clientId, orderId: alertId, orderStatus: status };
    this.#take(createdAtMs, about, () => renderAlert(alertBodyOf(alert)));
  }

  #take(madeAtMs: number, about: Post['about'], bodyOf: () => string): void {
    const url = this.#options.urlOf(about.clientId, madeAtMs);
    if (url === undefined) return;
    if (this.#waiting.length >= POSTBACKS_WAITING_MAX) {
      this.#record(about, 'dropped', null);
      return;
    }
    this.#waiting.push({ url, body: bodyOf(), about });
    if (!this.#isPosting) void this.#postAll();
  }

  async #postAll(): Promise<void> {
    this.#isPosting = true;
    for (let post = this.#waiting.shift(); post; post = this.#waiting.shift()) await this.#post(post);
    this.#isPosting = false;
  }

  async #post({ url, body, about }: Post): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    try {
      const { status } = await this.#options.http.send({ method: 'POST', url, headers, body });
      this.#record(about, 'answered', status);
    } catch {
      // Why nobody answered is the receiver's affair; that nobody did is told.
      this.#record(about, 'no-answer', null);
    }
  }

  #record(about: Post['about'], outcome: PostbackEvent['outcome'], status: number | null): void {
    const { clock, journal } = this.#options;
    journal.record({ kind: 'postback', atMs: clock.nowMs(), ...about, outcome, status });
  }
}
