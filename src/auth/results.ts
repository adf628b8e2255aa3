import type { ArcOutcome, SenderAuthentication, SmimeOutcome } from './outcome.ts'

/** Signatures that are told; the others are counted only. */
const toldSignatures = 10

/** Octets of one value: longer ones come from somebody who wants to see what happens. */
const valueLength = 253

/**
 * The one Authentication-Results field (RFC 8601 §2.2), folded, with its CRLF. Everything in it that came from
 * outside is a token or a quoted string.
 */
export function authenticationResults(
  hostname: string,
  outcome: SenderAuthentication,
  smime?: SmimeOutcome,
): string {
  const { spf, dkim, dmarc, arc, headerFromDomain } = outcome
  const results = [`spf=${spf.result} smtp.${spf.identity}=${value(spf.domain)}`]
  for (const signature of dkim.slice(0, toldSignatures)) {
    const { result, comment: why, domain, selector, algorithm } = signature
    const properties = [
      ['d', domain],
      ['s', selector],
      ['a', algorithm],
    ].map(([name, text = '']) => (text === '' ? '' : ` header.${name}=${value(text)}`))
    results.push(`dkim=${result}${comment(why)}${properties.join('')}`)
  }
  if (dkim.length === 0) results.push('dkim=none')
  // RFC 8601 §2.7.1 knows no word for a missing author: it is an error of the message.
  const dmarcResult = dmarc.result === 'no-author' ? 'permerror' : dmarc.result
  const policy = dmarc.domain === '' ? '' : ` policy.dmarc=${dmarc.policy}`
  const from = headerFromDomain === '' ? '' : ` header.from=${value(headerFromDomain)}`
  results.push(`dmarc=${dmarcResult}${policy}${from}`)
  if (arc !== null) results.push(arcResult(arc))
  if (smime !== undefined) results.push(smimeResult(smime))
  return `Authentication-Results: ${[hostname, ...results].join(';\r\n ')}\r\n`
}

/** RFC 8617 §10.1. The comment names who sealed, and tells when the letter came in on their word. */
function arcResult({ result, sealers, vouched }: ArcOutcome): string {
  return `arc=${result}${comment(`sealed by ${sealers.join(' ')}${vouched ? ', trusted' : ''}`)}`
}

/** RFC 7281 §3: an unsigned letter is not told of. */
function smimeResult({ result, reasons, signer }: SmimeOutcome): string {
  const identifiers = (signer?.addresses.slice(0, 1) ?? []).map(address => ['identifier', address])
  const certificate =
    signer === null
      ? []
      : [
          ['serial', signer.serial],
          ['issuer', signer.issuer],
        ]
  const properties = [...identifiers, ...certificate].map(
    ([name, text = '']) => ` body.smime-${name}=${value(text)}`,
  )
  return `smime=${result}${comment(reasons.join(', '))}${properties.join('')}`
}

/** RFC 2045 §5.1 token, or else RFC 5322 §3.2.4 quoted-string of printable ASCII. */
function value(text: string): string {
  const printable = text.replace(/[^\x20-\x7e]/g, '?').slice(0, valueLength)
  return /^[\w!#$%&'*+.^`{|}~-]+$/.test(printable) ? printable : `"${printable.replace(/["\\]/g, '\\$&')}"`
}

function comment(text: string): string {
  return text === '' ? '' : ` (${text.replace(/[^\x20-\x7e]|[()\\]/g, ' ').slice(0, valueLength)})`
}
