/**
 * The policy's line on a delivered copy. One field a rule, ASCII, folded (RFC 5322 §2.2.3); everything in it is
 * ours, nothing comes from the letter. A field of this name that a letter brings along must be cut by the road.
 */
import { stricter, type Verdict } from './verdict.ts'

export const policyHeaderName = 'X-CongVu-Policy'

/** What a reader is told of a letter from outside: `X-CongVu-Banner`, in encoded words. */
export const bannerHeaderName = 'X-CongVu-Banner'

/** Whether a letter that came encrypted was opened for the box, and how sure its content is. */
export const encryptedHeaderName = 'X-CongVu-Encrypted'

/** Complete header lines with CRLF; empty when no rule had anything against the letter. */
export function policyHeader(verdict: Verdict, ref: string): string {
  const rules = new Set(verdict.judgements.filter(({ action }) => action !== 'allow').map(({ rule }) => rule))
  return [...rules].map(rule => fieldOf(rule, verdict, ref)).join('')
}

function fieldOf(rule: string, verdict: Verdict, ref: string): string {
  const judgements = verdict.judgements.filter(judgement => judgement.rule === rule)
  const action = judgements.map(judgement => judgement.action).reduce(stricter)
  const reasons = judgements.filter(judgement => judgement.action !== 'allow').map(({ reason }) => reason)
  const clause = (judgements[0]?.citation.clause ?? '').replace(/[^\x21\x23-\x5b\x5d-\x7e]/g, '?')
  const more = [`clause="${clause}"`, ...new Set(reasons.map(reason => `reason=${reason}`))]
  return `${policyHeaderName}: ${action}; rule=${rule}; ref=${ref};\r\n\t${more.join(';\r\n\t')}\r\n`
}
