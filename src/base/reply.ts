/**
 * One SMTP reply as a value: every refusal in the program is one of these, and one place writes them to the wire.
 * RFC 5321 §4.2 (codes), RFC 3463 (enhanced codes).
 */
export interface Reply {
  /** Three-digit reply code. 4yz is temporary, 5yz permanent. */
  readonly code: number
  /** Enhanced status code, such as `5.7.1`. */
  readonly enhanced: string
  /** What the client is told; may hold several lines separated by `\n`. */
  readonly text: string
  /** The constant name of the decision, for logs and the archive: `relay-denied`, `mailbox-full`. */
  readonly reason: string
  /** The rule of the regulation that decided, if one did: `D1b-free`. */
  readonly rule?: string
}

export function reply(code: number, enhanced: string, text: string, reason: string, rule?: string): Reply {
  return rule === undefined ? { code, enhanced, text, reason } : { code, enhanced, text, reason, rule }
}

export function isTemporary(r: Reply): boolean {
  return r.code >= 400 && r.code < 500
}

export function isRefusal(r: Reply): boolean {
  return r.code >= 400
}
