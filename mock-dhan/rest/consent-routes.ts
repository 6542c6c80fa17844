import type { Context, Hono } from 'hono';
import { renderAppConsent, renderConsentedToken, renderPartnerConsent } from '#engine/wire/auth-bodies.ts';
import type { Account } from '../world/accounts.ts';
import { TEST_APP, TEST_PARTNER } from '../world/consenting-parties.ts';
import type { Consent, Consents } from '../world/consents.ts';
import { authError, jsonAnswer } from './answers.ts';
import { consentPage } from './consent-page.ts';
import type { RestExchange } from './rest-exchange.ts';

/**
 * Consent of an API key and of a partner: asked for, given in a browser, redeemed for a token. No refusal of theirs is known from
 * the wire, so their texts are the mock's own. Source: dhan-v2-wire 1.4.
 */
export function addConsentRoutes(app: Hono, exchange: RestExchange): void {
  const { consents } = exchange;
  addAppRoutes(app, exchange, consents);
  addPartnerRoutes(app, exchange, consents);
}

/** `/app/generate-consent`, `/login/consentApp-login`, `/app/consumeApp-consent`; the last by either verb (section 11, row 50). */
function addAppRoutes(app: Hono, exchange: RestExchange, consents: Consents): void {
  app.post('/app/generate-consent', (context) => {
    if (!isApp(context)) return authError(context, 'Invalid app_id or app_secret');
    const account = exchange.accounts.find(context.req.query('client_id') ?? '');
    if (!account) return authError(context, 'Invalid Client ID');
    const { clientId } = account;
    if (!consents.takeOfDay(clientId, exchange.clock.nowMs()))
      return authError(context, 'Consent limit of 25 per day exceeded');
    const consent = consents.ask({ askedBy: TEST_APP.id, clientId });
    return jsonAnswer(context, 200, renderAppConsent(consent.id));
  });
  app.get('/login/consentApp-login', (context) =>
    answerBrowser(context, exchange, { consents, idName: 'consentAppId', askedBy: TEST_APP.id }),
  );
  app.on(['GET', 'POST'], '/app/consumeApp-consent', (context) => {
    if (!isApp(context)) return authError(context, 'Invalid app_id or app_secret');
    return answerRedeemed(context, exchange, { consents, askedBy: TEST_APP.id });
  });
}

/** `/partner/generate-consent`, `/consent-login`, `/partner/consume-consent`; the documents name no verbs, so both are taken. */
function addPartnerRoutes(app: Hono, exchange: RestExchange, consents: Consents): void {
  app.on(['GET', 'POST'], '/partner/generate-consent', (context) => {
    if (!isPartner(context)) return authError(context, 'Invalid partner_id or partner_secret');
    const consent = consents.ask({ askedBy: TEST_PARTNER.id, clientId: undefined });
    return jsonAnswer(context, 200, renderPartnerConsent(consent.id));
  });
  app.get('/consent-login', (context) =>
    answerBrowser(context, exchange, { consents, idName: 'consentId', askedBy: TEST_PARTNER.id }),
  );
  app.on(['GET', 'POST'], '/partner/consume-consent', (context) => {
    if (!isPartner(context)) return authError(context, 'Invalid partner_id or partner_secret');
    return answerRedeemed(context, exchange, { consents, askedBy: TEST_PARTNER.id });
  });
}

interface ConsentKind {
  readonly consents: Consents;
  readonly idName: 'consentAppId' | 'consentId';
  readonly askedBy: string;
}

/** The login page; with `auto=1` the way back to the app at once. A partner's consent logs in the scenario's first account. */
function answerBrowser(context: Context, exchange: RestExchange, kind: ConsentKind): Response {
  const consent = kind.consents.find(context.req.query(kind.idName) ?? '');
  const account = consent && accountOf(exchange, consent);
  if (!account || consent.askedBy !== kind.askedBy) return authError(context, 'Invalid consent');
  const { clientId, redirectUrl } = account;
  if (context.req.query('auto') !== '1')
    return consentPage(context, { clientId, query: { [kind.idName]: consent.id } });
  return context.redirect(`${redirectUrl}/?tokenId=${kind.consents.grant(consent, clientId)}`, 302);
}

function accountOf({ accounts }: RestExchange, { clientId }: Consent): Account | undefined {
  return clientId === undefined ? accounts.all[0] : accounts.find(clientId);
}

function answerRedeemed(
  context: Context,
  { accounts, clock }: RestExchange,
  { consents, askedBy }: Omit<ConsentKind, 'idName'>,
): Response {
  const granted = consents.redeem(context.req.query('tokenId') ?? '', askedBy);
  const account = granted && accounts.find(granted.clientId);
  if (!account) return authError(context, 'Invalid tokenId');
  accounts.renewToken(account, { consumer: 'APP', partnerId: askedBy, nowMs: clock.nowMs() });
  return jsonAnswer(context, 200, renderConsentedToken(account));
}

function isApp(context: Context): boolean {
  return context.req.header('app_id') === TEST_APP.id && context.req.header('app_secret') === TEST_APP.secret;
}

function isPartner(context: Context): boolean {
  const { id, secret } = TEST_PARTNER;
  return context.req.header('partner_id') === id && context.req.header('partner_secret') === secret;
}
