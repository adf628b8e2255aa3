/** The routes: what may be asked, by whom, and what follows. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import { type Context, type Handler, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { getCookie, setCookie } from 'hono/cookie'
import { methodNotAllowed } from 'hono/method-not-allowed'
import type { Logger } from '../../base/log.ts'
import type { Text } from '../../base/texts.ts'
import { accountTexts as texts } from '../../base/texts-account.ts'
import type { LoginRules } from '../../directory/login-rules.ts'
import {
  changePassword,
  grantAppPassword,
  type OwnAccountParts,
  OwnGuard,
  type OwnRefusal,
  ownTrail,
  revokeAppPassword,
} from '../../directory/own-account.ts'
import { passwordProblem } from '../../directory/password-rules.ts'
import { beginTotp, checkSecondFactor, confirmTotp, removeTotp } from '../../directory/second-factor.ts'
import { isBox, type LoginFailure, type OwnAuthenticator } from '../../ports/credentials.ts'
import type { Box } from '../../ports/directory.ts'
import { StoreError } from '../../ports/store.ts'
import type { Html } from './layout.ts'
import { type AccountView, accountPage, codePage, logInPage, newPasswordPage, plainPage } from './pages.ts'
import { newToken, type PageSession, PageSessions, type Stage } from './sessions.ts'
import { style } from './style.ts'

export interface OwnPageParts extends OwnAccountParts {
  readonly authenticator: OwnAuthenticator
  readonly rules: LoginRules
  /** Asked when a page shows them: the ports are known once every listener is up. */
  readonly servers: () => AccountView['servers']
  readonly log: Logger
}

interface PageEnv {
  readonly Bindings: HttpBindings
  readonly Variables: { form: URLSearchParams }
}

type PageContext = Context<PageEnv>

/** A request of a session that holds. */
interface Visit {
  readonly context: PageContext
  readonly token: string
  readonly session: PageSession
  readonly box: Box
}

const sessionCookie = 'congvu'
/** Before a session the form's token is held against this cookie. */
const formCookie = 'congvu-form'

const headers: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'Strict-Transport-Security': 'max-age=31536000',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

const statusOf = { wrong: 403, throttled: 429, busy: 503, invalid: 422, refused: 403 } as const
type RefusalStatus = (typeof statusOf)[OwnRefusal['reason']]

export function ownPageRoutes(parts: OwnPageParts): Hono<PageEnv> {
  const pages = new OwnPage(parts)
  const { limits, log } = parts
  const app = new Hono<PageEnv>()
  app.use(async (context, next) => {
    await next()
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value)
  })
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (context, methods) =>
        context.html(plainPage(texts.notAllowed), 405, { Allow: methods.join(', ') }),
    }),
  )
  app.notFound(context => context.html(plainPage(texts.notFound), 404))
  app.onError((error, context) => {
    const busy = error instanceof StoreError && error.temporary
    // A client that left in the middle is no failure of the page.
    const left = 'code' in error && error.code === 'ECONNRESET'
    if (!busy && !left) log.error({ err: error, path: context.req.path }, 'page failed')
    return context.html(plainPage(texts.tryLater), busy ? 503 : 500)
  })

  const limited = bodyLimit({
    maxSize: limits.httpBodyBytes,
    onError: context => context.html(plainPage(texts.tooLarge), 413),
  })
  const post = (path: string, handler: Handler<PageEnv>) =>
    app.post(path, ownFormOnly, limited, takeForm, handler)

  app.get('/style.css', context => context.body(style, 200, { 'Content-Type': 'text/css; charset=utf-8' }))
  app.get('/', context => pages.show(context))
  post('/login', context => pages.logIn(context))
  post(
    '/code',
    pages.within(['code'], visit => pages.takeCode(visit)),
  )
  post(
    '/password',
    pages.within(['password', 'account'], visit => pages.changePassword(visit)),
  )
  post(
    '/totp/begin',
    pages.within(['account'], visit => pages.beginTotp(visit)),
  )
  post(
    '/totp/confirm',
    pages.within(['account'], visit => pages.confirmTotp(visit)),
  )
  post(
    '/totp/cancel',
    pages.within(['account'], visit => pages.cancelTotp(visit)),
  )
  post(
    '/totp/remove',
    pages.within(['account'], visit => pages.removeTotp(visit)),
  )
  post(
    '/app-passwords',
    pages.within(['account'], visit => pages.issueAppPassword(visit)),
  )
  post(
    '/app-passwords/:id{[0-9]{1,15}}/revoke',
    pages.within(['account'], visit => pages.revokeAppPassword(visit)),
  )
  post(
    '/logout',
    pages.within(['code', 'password', 'account'], visit => pages.logOut(visit)),
  )
  return app
}

/**
 * Refuses what no page of ours sent. Under our own referrer policy a browser names the origin of a form `null`, so
 * its word on the site decides where it gives one; the form's token decides after that.
 */
const ownFormOnly: MiddlewareHandler<PageEnv> = async (context, next) => {
  const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') return context.html(plainPage(texts.notAForm), 415)
  const site = context.req.header('sec-fetch-site')
  const origin = context.req.header('origin')
  const ours = new URL(context.req.url).origin
  const fromHere = site === undefined ? [undefined, 'null', ours].includes(origin) : site === 'same-origin'
  return fromHere ? next() : context.html(plainPage(texts.notFromHere), 403)
}

const takeForm: MiddlewareHandler<PageEnv> = async (context, next) => {
  context.set('form', new URLSearchParams(await context.req.text()))
  await next()
}

function entry(context: PageContext, name: string): string {
  return context.get('form').get(name) ?? ''
}

function sameToken(given: string, token: string): boolean {
  const [a, b] = [given, token].map(text => createHash('sha256').update(text).digest())
  return a !== undefined && b !== undefined && timingSafeEqual(a, b)
}

function setToken(context: PageContext, name: string, token: string): void {
  setCookie(context, name, token, {
    prefix: 'host',
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: 'Strict',
  })
}

function home(context: PageContext, section = ''): Response {
  return context.redirect(`/${section}`, 303)
}

function sourceOf(context: PageContext): string {
  return context.env.incoming.socket.remoteAddress ?? ''
}

/** What a failed log-in says, and with which status. A reason that is not named here means a locked box. */
function refusedLogIn({ reason, explanation }: LoginFailure): readonly [Text, RefusalStatus] {
  if (reason === 'bad-credentials') return [texts.wrongLogin, 403]
  if (reason === 'throttled') return [texts.tooManyTries, 429]
  if (reason === 'unavailable') return [texts.tryLater, 503]
  return [explanation ?? texts.accountLocked, 403]
}

/** What the routes do. */
class OwnPage {
  readonly #parts: OwnPageParts
  readonly #guard: OwnGuard
  readonly #sessions: PageSessions

  constructor(parts: OwnPageParts) {
    this.#parts = parts
    this.#guard = new OwnGuard(parts)
    this.#sessions = new PageSessions(parts.limits, parts.clock)
  }

  /** A handler for sessions at one of the stages, called once the form has proved to be of this session. */
  within(stages: readonly Stage[], run: (visit: Visit) => Promise<Response>): Handler<PageEnv> {
    return async context => {
      const visit = await this.#visit(context)
      if (visit === undefined) return this.#askLogIn(context, '', texts.sessionEnded, 403)
      if (!sameToken(entry(context, 'token'), visit.session.formToken))
        return context.html(plainPage(texts.notFromHere), 403)
      return stages.includes(visit.session.stage) ? run(visit) : home(context)
    }
  }

  async show(context: PageContext): Promise<Response> {
    const visit = await this.#visit(context)
    return visit === undefined ? this.#askLogIn(context, '') : this.#page(visit)
  }

  async logIn(context: PageContext): Promise<Response> {
    const { authenticator, log, store, limits } = this.#parts
    const expected = getCookie(context, formCookie, 'host')
    if (expected === undefined || !sameToken(entry(context, 'token'), expected))
      return this.#askLogIn(context, '', texts.notFromHere, 403)
    const [address, password] = [entry(context, 'address'), entry(context, 'password')]
    const outcome = await authenticator.verifyOwn(address, password, sourceOf(context))
    if (!isBox(outcome)) {
      log.info({ client: sourceOf(context), reason: outcome.reason }, 'page log-in refused')
      const [text, status] = refusedLogIn(outcome)
      return this.#askLogIn(context, address, text, status)
    }
    const { directory } = store.read
    const hasFactor = (await directory.secondFactor(outcome.id)) !== undefined
    const weak = passwordProblem(password, outcome, limits, hasFactor) !== undefined
    const next = outcome.initialPassword || weak ? 'password' : 'account'
    const phc = await directory.passwordHash(outcome.id)
    const token = this.#sessions.begin({ boxId: outcome.id, phc, stage: hasFactor ? 'code' : next, next })
    setToken(context, sessionCookie, token)
    if (!hasFactor) await this.#entered(context, outcome)
    return home(context)
  }

  async takeCode({ context, token, session, box }: Visit): Promise<Response> {
    const checked = await checkSecondFactor(this.#parts, this.#guard, box, entry(context, 'code'))
    if (!checked.ok) {
      const { text, reason } = checked.error
      return context.html(codePage(session.formToken, text), statusOf[reason])
    }
    this.#sessions.end(token)
    const { boxId, phc, next } = session
    setToken(context, sessionCookie, this.#sessions.begin({ boxId, phc, stage: next, next }))
    await this.#entered(context, box)
    return home(context)
  }

  async changePassword(visit: Visit): Promise<Response> {
    const { context, token, box } = visit
    const next = entry(context, 'next')
    if (next !== entry(context, 'repeat'))
      return this.#page(visit, { reason: 'invalid', text: texts.passwordsDiffer })
    const request = { current: entry(context, 'current'), next }
    const changed = await changePassword(this.#parts, this.#guard, box, request)
    if (!changed.ok) return this.#page(visit, changed.error)
    // Every other session of the box ends with the old password; this one goes on under a new token.
    this.#sessions.end(token)
    const phc = await this.#parts.store.read.directory.passwordHash(box.id)
    const renewed = this.#sessions.begin({ boxId: box.id, phc, stage: 'account', next: 'account' })
    const session = this.#sessions.find(renewed)
    if (session !== undefined) session.news = { kind: 'password-saved' }
    setToken(context, sessionCookie, renewed)
    return home(context)
  }

  async beginTotp(visit: Visit): Promise<Response> {
    const offered = await beginTotp(this.#parts, visit.box)
    if (!offered.ok) return this.#page(visit, offered.error)
    visit.session.offered = offered.value
    return home(visit.context, '#totp')
  }

  async confirmTotp(visit: Visit): Promise<Response> {
    const { context, session, box } = visit
    if (session.offered === undefined) return home(context)
    const request = { secret: session.offered.secret, code: entry(context, 'code') }
    const confirmed = await confirmTotp(this.#parts, this.#guard, box, request)
    if (!confirmed.ok) return this.#page(visit, confirmed.error)
    session.offered = undefined
    session.news = { kind: 'factor-saved', recoveryCodes: confirmed.value }
    return home(context)
  }

  async cancelTotp({ context, session }: Visit): Promise<Response> {
    session.offered = undefined
    return home(context, '#totp')
  }

  async removeTotp(visit: Visit): Promise<Response> {
    const { context, session, box } = visit
    const request = { password: entry(context, 'password'), code: entry(context, 'code') }
    const removed = await removeTotp(this.#parts, this.#guard, box, request)
    if (!removed.ok) return this.#page(visit, removed.error)
    session.news = { kind: 'factor-removed' }
    return home(context)
  }

  async issueAppPassword(visit: Visit): Promise<Response> {
    const { context, session, box } = visit
    const hasFactor = (await this.#parts.store.read.directory.secondFactor(box.id)) !== undefined
    if (this.#parts.rules.factorComesFirst(sourceOf(context), hasFactor))
      return this.#page(visit, { reason: 'refused', text: texts.factorFirst })
    const issued = await grantAppPassword(this.#parts, box, entry(context, 'label'), texts.byYourself)
    if (!issued.ok) return this.#page(visit, issued.error)
    const { id, label } = issued.value
    await ownTrail(this.#parts, box, 'own.app-password.add', { id, label })
    session.news = { kind: 'app-issued', app: issued.value }
    return home(context)
  }

  async revokeAppPassword(visit: Visit): Promise<Response> {
    const { context, session, box } = visit
    const id = Number(context.req.param('id'))
    const revoked = await revokeAppPassword(this.#parts, box, id, texts.byYourself)
    if (!revoked.ok) return this.#page(visit, revoked.error)
    await ownTrail(this.#parts, box, 'own.app-password.remove', { id })
    session.news = { kind: 'app-revoked' }
    return home(context)
  }

  async logOut({ context, token }: Visit): Promise<Response> {
    this.#sessions.end(token)
    return home(context)
  }

  /** A log-in is complete. */
  async #entered(context: PageContext, box: Box): Promise<void> {
    const { store, clock, log } = this.#parts
    log.info({ client: sourceOf(context), box: box.address }, 'page log-in')
    await ownTrail(this.#parts, box, 'own.login')
    await store.write.recordLogin(box.id, clock.now())
  }

  /** The session of a request, when its box is in service and the password it began with still holds. */
  async #visit(context: PageContext): Promise<Visit | undefined> {
    const token = getCookie(context, sessionCookie, 'host')
    const session = token === undefined ? undefined : this.#sessions.find(token)
    if (token === undefined || session === undefined) return undefined
    const { directory } = this.#parts.store.read
    const box = await directory.boxById(session.boxId)
    const holds = box?.status === 'active' && (await directory.passwordHash(box.id)) === session.phc
    if (holds) return { context, token, session, box }
    this.#sessions.end(token)
    return undefined
  }

  async #askLogIn(context: PageContext, address: string, wrong?: Text, status: RefusalStatus | 200 = 200) {
    const known = getCookie(context, formCookie, 'host')
    const token = known === undefined || known === '' ? newToken() : known
    if (token !== known) setToken(context, formCookie, token)
    return context.html(logInPage(token, address, wrong), status)
  }

  async #page(visit: Visit, wrong?: OwnRefusal): Promise<Response> {
    const { context, session } = visit
    const status = wrong === undefined ? 200 : statusOf[wrong.reason]
    if (session.stage === 'code') return context.html(codePage(session.formToken, wrong?.text), status)
    const view = await this.#view(visit)
    const make: (view: AccountView, wrong: Text | undefined) => Html =
      session.stage === 'password' ? newPasswordPage : accountPage
    const content = make(view, wrong?.text)
    session.news = undefined
    return context.html(content, status)
  }

  async #view({ box, session }: Visit): Promise<AccountView> {
    const { store, limits, servers } = this.#parts
    const { directory } = store.read
    const { formToken, offered, news } = session
    return {
      box,
      formToken,
      offered,
      news,
      limits,
      servers: servers(),
      factor: await directory.secondFactor(box.id),
      apps: await directory.appPasswords(box.id),
    }
  }
}
