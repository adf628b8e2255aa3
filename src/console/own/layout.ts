/** What every page of one's own shares: the frame, texts in two languages, fields, buttons, the QR code. */
import { html } from 'hono/html'
import qrcode from 'qrcode-generator'
import type { Text } from '../../base/texts.ts'
import { accountTexts } from '../../base/texts-account.ts'

/** Escaped already: what `html` makes. */
export type Html = ReturnType<typeof html>

export const nothing = html``

/** Vietnamese, and smaller below it English. */
export function both({ vi, en }: Text): Html {
  return html`${vi} <span class="en" lang="en">${en}</span>`
}

export function page(title: Text, content: Html, header: Html = nothing): Html {
  const head = accountTexts.pageTitle
  return html`<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title.vi} – ${head.vi}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><p>${both(head)}</p>${header}</header>
<main>${content}</main>
</body>
</html>
`
}

/** What went wrong, read out at once by a screen reader. */
export function alert(text: Text | undefined): Html {
  if (text === undefined) return nothing
  return html`<div class="bad" role="alert"><p><strong>${accountTexts.somethingWrong.vi}.</strong> ${both(text)}</p></div>`
}

export interface Field {
  readonly name: string
  readonly label: Text
  readonly type: 'text' | 'email' | 'password'
  readonly autocomplete: string
  readonly value?: string
  /** Digits only: a telephone shows its number pad. */
  readonly numeric?: boolean
  readonly hint?: Text
}

/** A labelled field; `scope` keeps the ids of several forms on a page apart. */
export function field(scope: string, { name, label, type, autocomplete, value, numeric, hint }: Field): Html {
  const id = `${scope}-${name}`
  const hintId = `${id}-hint`
  return html`<label for="${id}">${both(label)}</label>
${hint === undefined ? nothing : html`<p id="${hintId}">${both(hint)}</p>`}
<input id="${id}" name="${name}" type="${type}" autocomplete="${autocomplete}" value="${value ?? ''}"
  autocapitalize="none" autocorrect="off" spellcheck="false" required${numeric === true ? html` inputmode="numeric"` : nothing}${
    hint === undefined ? nothing : html` aria-describedby="${hintId}"`
  }>`
}

export function button(text: Text, kind: 'main' | 'quiet' = 'main'): Html {
  return html`<button type="submit"${kind === 'quiet' ? html` class="quiet"` : nothing}>${both(text)}</button>`
}

export function form(action: string, token: string, content: Html): Html {
  return html`<form method="post" action="${action}">
<input type="hidden" name="token" value="${token}">
${content}
</form>`
}

const quietZone = 4

/**
 * Of text in ASCII, level M (ISO/IEC 18004). Dark on white whatever the colours around it, or a camera would not read
 * it.
 */
export function qrSvg(text: string, label: Text): Html {
  const code = qrcode(0, 'M')
  code.addData(text)
  code.make()
  const modules = Array.from({ length: code.getModuleCount() }, (_, at) => at)
  const size = modules.length + 2 * quietZone
  const path = modules
    .flatMap(y => modules.map(x => (code.isDark(y, x) ? `M${x + quietZone} ${y + quietZone}h1v1h-1z` : '')))
    .join('')
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label.vi} / ${label.en}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`
}
