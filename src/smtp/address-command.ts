import { fail, ok, type Result } from '../base/result.ts'

/** The arguments of MAIL or RCPT. */
export interface AddressCommand {
  /** Without angle brackets and source route; empty for `<>`. */
  readonly address: string
  /** Keywords in upper case; a keyword without a value has ''. */
  readonly parameters: ReadonlyMap<string, string>
}

const none: ReadonlyMap<string, string> = new Map()

/** RFC 5321 §4.5.3.1.3: a path has at most 256 octets with its brackets. */
const addressBytes = 254

/**
 * Parses what stands after the verb. RFC 5321 §4.1.1.2, §4.1.1.3, §4.1.2:
 *
 *     "FROM:" Reverse-path [SP Mail-parameters]
 *     "TO:" Forward-path [SP Rcpt-parameters]
 *     Path = "<" [ A-d-l ":" ] Mailbox ">"
 *
 * A space after the colon is common in the wild and taken; the source route is dropped (appendix C).
 */
export function parseAddressCommand(
  argument: string,
  keyword: 'FROM:' | 'TO:',
): Result<AddressCommand, 'address' | 'parameter'> {
  if (argument.slice(0, keyword.length).toUpperCase() !== keyword) return fail('address')
  let open = keyword.length
  while (argument[open] === ' ') open++
  if (argument[open] !== '<') return fail('address')
  const close = closingBracket(argument, open + 1)
  if (close < 0) return fail('address')
  const address = withoutRoute(argument.slice(open + 1, close))
  if (!isAddress(address) && !(keyword === 'TO:' && /^postmaster$/i.test(address))) return fail('address')
  if (close + 1 === argument.length) return ok({ address, parameters: none })
  if (argument[close + 1] !== ' ') return fail('address')
  const parameters = parseParameters(argument.slice(close + 2))
  return parameters === undefined ? fail('parameter') : ok({ address, parameters })
}

/** The bracket may stand inside a quoted local part. */
function closingBracket(text: string, from: number): number {
  let quoted = false
  for (let i = from; i < text.length; i++) {
    const c = text[i]
    if (c === '"') quoted = !quoted
    else if (c === '\\' && quoted) i++
    else if (c === '>' && !quoted) return i
    else if (c === '<' && !quoted) return -1
  }
  return -1
}

function withoutRoute(path: string): string {
  return path.startsWith('@') ? path.slice(path.indexOf(':') + 1) : path
}

const dotString = /^[^\s"(),:;<>@[\\\]]+$/u
const quotedString = /^"(?:[^"\\]|\\.)*"$/u
const domainName =
  /^[a-z0-9_\u0080-\u{10ffff}](?:[a-z0-9_.\u0080-\u{10ffff}-]*[a-z0-9_\u0080-\u{10ffff}])?$/iu
const addressLiteral = /^\[[a-z0-9:.-]+\]$/i
/** Control characters, replacement characters of broken UTF-8, and characters that cannot be seen. */
const neverInAddress = /[\0-\x1f\x7f-\x9f\u200b\u2028\u2029\u2060\ufeff\ufffd]/

/** RFC 5321 §4.1.2 Mailbox, with RFC 6531 §3.3; empty is the null path. */
function isAddress(address: string): boolean {
  if (address === '') return true
  if (address.length > addressBytes || Buffer.byteLength(address) > addressBytes) return false
  if (neverInAddress.test(address)) return false
  const at = address.lastIndexOf('@')
  const local = address.slice(0, at)
  const domain = address.slice(at + 1)
  if (at < 1) return false
  if (!dotString.test(local) && !quotedString.test(local)) return false
  return (domainName.test(domain) && !domain.includes('..')) || addressLiteral.test(domain)
}

/** RFC 5321 §4.1.2: esmtp-keyword ["=" esmtp-value], separated by single spaces (more are taken). */
function parseParameters(text: string): ReadonlyMap<string, string> | undefined {
  const parameters = new Map<string, string>()
  for (const parameter of text.split(' ')) {
    if (parameter === '') continue
    const match = /^([a-z0-9][a-z0-9-]*)(?:=([\x21-\x3c\x3e-\x7e\u0080-\u{10ffff}=]+))?$/iu.exec(parameter)
    const keyword = match?.[1]?.toUpperCase()
    // RFC 3461 §4: a parameter may not be given twice.
    if (keyword === undefined || parameters.has(keyword)) return undefined
    parameters.set(keyword, match?.[2] ?? '')
  }
  return parameters
}

export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7e) return false
  return true
}
