/** The pages: log-in, the second step, and the account. Pure functions from what is known to HTML. */
import { html } from 'hono/html'
import type { Limits } from '../../base/limits.ts'
import { localTime } from '../../base/local-time.ts'
import { say, type Text } from '../../base/texts.ts'
import { accountTexts as texts } from '../../base/texts-account.ts'
import type { IssuedAppPassword } from '../../directory/own-account.ts'
import type { OfferedTotp } from '../../directory/second-factor.ts'
import type { AppPassword, Box, SecondFactor } from '../../ports/directory.ts'
import { alert, both, button, field, form, type Html, nothing, page, qrSvg } from './layout.ts'
import type { News } from './sessions.ts'

/** Where a mail program finds the server. */
export interface MailServer {
  readonly host: string
  readonly port: number
  readonly security: 'SSL/TLS' | 'STARTTLS'
}

export interface AccountView {
  readonly box: Box
  readonly formToken: string
  readonly factor: SecondFactor | undefined
  readonly offered: OfferedTotp | undefined
  readonly apps: readonly AppPassword[]
  readonly news: News | undefined
  readonly servers: { readonly incoming: MailServer | null; readonly outgoing: MailServer | null }
  readonly limits: Pick<Limits, 'passwordLength' | 'passwordClasses' | 'passwordLengthWithFactor'>
}

const password = { type: 'password', autocomplete: 'current-password' } as const
const code = { name: 'code', label: texts.codeLabel, type: 'text', autocomplete: 'one-time-code' } as const

export function logInPage(token: string, address: string, wrong: Text | undefined): Html {
  const fields = html`
${field('login', { name: 'address', label: texts.addressLabel, type: 'email', autocomplete: 'username', value: address })}
${field('login', { name: 'password', label: texts.passwordLabel, ...password })}
${button(texts.logInButton)}`
  return page(
    texts.logInTitle,
    html`<h1>${both(texts.logInTitle)}</h1>
${alert(wrong)}
<p>${both(texts.logInIntro)}</p>
<div class="card">${form('/login', token, fields)}</div>
<p>${both(texts.logInHelp)}</p>`,
  )
}

export function codePage(token: string, wrong: Text | undefined): Html {
  return page(
    texts.codeTitle,
    html`<h1>${both(texts.codeTitle)}</h1>
${alert(wrong)}
<div class="card">
<p>${both(texts.codeIntro)}</p>
${form('/code', token, html`${field('code', code)}${button(texts.continueButton)}`)}
</div>`,
    logOut(token),
  )
}

/** The password form alone, for who has to change it first. */
export function newPasswordPage(view: AccountView, wrong: Text | undefined): Html {
  return page(
    texts.passwordTitle,
    html`<h1>${both(texts.passwordTitle)}</h1>
${alert(wrong)}
<p>${both(texts.initialIntro)}</p>
<div class="card">${passwordForm(view)}</div>`,
    logOut(view.formToken),
  )
}

export function accountPage(view: AccountView, wrong: Text | undefined): Html {
  return page(
    texts.pageTitle,
    html`<h1>${view.box.name}<span class="en">${view.box.address}</span></h1>
${alert(wrong)}
${newsOf(view)}
${appsSection(view)}
${factorSection(view)}
<section id="password"><h2>${both(texts.passwordTitle)}</h2>
${view.box.passwordChangedAt === null ? nothing : html`<p>${both(say(texts.passwordSince, { day: day(view.box.passwordChangedAt) }))}</p>`}
${passwordForm(view)}</section>`,
    logOut(view.formToken),
  )
}

/** A page that says one thing: not found, too large, … */
export function plainPage(text: Text): Html {
  return page(text, html`${alert(text)}<p><a href="/">${both(texts.backToStart)}</a></p>`)
}

function logOut(token: string): Html {
  return form('/logout', token, button(texts.logOutButton, 'quiet'))
}

function day(ms: number): string {
  const [year, month, date] = localTime(ms).slice(0, 10).split('-')
  return `${date}/${month}/${year}`
}

function passwordForm({ box, formToken, factor, limits }: AccountView): Html {
  const hint =
    factor === undefined
      ? say(texts.passwordRules, {
          least: String(limits.passwordLength),
          classes: String(limits.passwordClasses),
        })
      : say(texts.passwordRulesWithFactor, { least: String(limits.passwordLengthWithFactor) })
  const fresh = { type: 'password', autocomplete: 'new-password' } as const
  // The hidden name tells a password manager whose password this is.
  return form(
    '/password',
    formToken,
    html`<input type="text" name="username" autocomplete="username" value="${box.address}" hidden readonly>
${field('password', { name: 'current', label: texts.currentLabel, ...password })}
${field('password', { name: 'next', label: texts.newLabel, hint, ...fresh })}
${field('password', { name: 'repeat', label: texts.repeatLabel, ...fresh })}
${button(texts.savePasswordButton)}`,
  )
}

function factorSection(view: AccountView): Html {
  return html`<section id="totp"><h2>${both(texts.factorTitle)}</h2>${factorContent(view)}</section>`
}

function factorContent({ factor, offered, formToken }: AccountView): Html {
  if (factor !== undefined)
    return html`<p>${both(say(texts.factorOn, { day: day(factor.enrolledAt) }))}</p>
<p>${both(say(texts.factorLeft, { count: String(factor.recoveryCodes) }))}</p>
<details><summary>${both(texts.factorRemoveButton)}</summary>
<p>${both(texts.factorRemoveIntro)}</p>
${form(
  '/totp/remove',
  formToken,
  html`${field('remove', { name: 'password', label: texts.passwordLabel, ...password })}
${field('remove', code)}${button(texts.factorRemoveButton, 'quiet')}`,
)}</details>`
  if (offered === undefined)
    return html`<p>${both(texts.factorOff)}</p>${form('/totp/begin', formToken, button(texts.factorBeginButton))}`
  return html`<p>${both(texts.factorScan)}</p>
${qrSvg(offered.url, texts.factorQr)}
<p><a href="${offered.url}">${both(texts.factorOpen)}</a></p>
<p>${both(texts.factorSecret)}<code>${offered.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code></p>
<p>${both(texts.factorConfirm)}</p>
${form('/totp/confirm', formToken, html`${field('confirm', { ...code, numeric: true })}${button(texts.factorConfirmButton)}`)}
${form('/totp/cancel', formToken, button(texts.cancelButton, 'quiet'))}`
}

function appsSection({ apps, formToken }: AccountView): Html {
  const label = { name: 'label', label: texts.deviceLabel, type: 'text', autocomplete: 'off' } as const
  return html`<section id="apps"><h2>${both(texts.appsTitle)}</h2>
<p>${both(texts.appsIntro)}</p>
${apps.length === 0 ? html`<p>${both(texts.appsNone)}</p>` : html`<ul class="devices">${apps.map(app => device(app, formToken))}</ul>`}
${form('/app-passwords', formToken, html`${field('apps', label)}${button(texts.issueButton)}`)}
</section>`
}

function device({ id, label, createdAt, lastUsedAt }: AppPassword, formToken: string): Html {
  const used = lastUsedAt === null ? texts.appNotUsed : say(texts.appUsed, { day: day(lastUsedAt) })
  const issued = say(texts.appIssued, { day: day(createdAt) })
  const history = { vi: `${issued.vi}, ${used.vi}`, en: `${issued.en}, ${used.en}` }
  return html`<li><div>${label} <small>${both(history)}</small></div>
${form(`/app-passwords/${id}/revoke`, formToken, button(texts.revokeButton, 'quiet'))}</li>`
}

function newsOf(view: AccountView): Html {
  const { news } = view
  switch (news?.kind) {
    case undefined:
      return nothing
    case 'password-saved':
      return good(texts.passwordSaved)
    case 'factor-removed':
      return good(texts.factorRemoved)
    case 'app-revoked':
      return good(texts.appRevoked)
    case 'factor-saved':
      return good(
        texts.factorSaved,
        html`<ul class="codes">${news.recoveryCodes.map(one => html`<li>${one}</li>`)}</ul>`,
      )
    case 'app-issued':
      return good(say(texts.appShown, { label: news.app.label }), programSettings(view, news.app))
  }
}

function good(text: Text, content: Html = nothing): Html {
  return html`<div class="good" role="status"><p>${both(text)}</p>${content}</div>`
}

/** What is entered in a mail program. */
function programSettings({ box, servers }: AccountView, app: IssuedAppPassword): Html {
  const place = (label: Text, server: MailServer | null) => {
    if (server === null) return nothing
    const text = say(texts.serverPort, { ...server, port: String(server.port) })
    return html`<dt>${both(label)}</dt><dd>${text.vi}</dd>`
  }
  return html`<dl><dt>${both(texts.userNameLabel)}</dt><dd>${box.address}</dd>
<dt>${both(texts.appPasswordLabel)}</dt><dd><code>${app.password}</code></dd>
${place(texts.incomingLabel, servers.incoming)}${place(texts.outgoingLabel, servers.outgoing)}</dl>`
}
