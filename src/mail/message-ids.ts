/**
 * Message IDs as threading compares them (RFC 5256 §3): without brackets, a local part without quotes that it does not need.
 */

/**
 * Ancestors of one letter that are kept: the first, from which the conversation began, and the last of a longer list.
 */
const maxAncestors = 100

/**
 *     msg-id = [CFWS] "<" id-left "@" id-right ">" [CFWS]
 *
 * Those of a field's value, in order; what is none is passed over (RFC 5322 §3.6.4).
 */
export function messageIds(text: string): string[] {
  const ids: string[] = []
  for (const [, inside = ''] of text.matchAll(/<([^<>]+)>/g)) {
    const id = inside.replace(/\s+/g, '')
    const at = id.lastIndexOf('@')
    if (at > 0 && at < id.length - 1) ids.push(`${plainLocal(id.slice(0, at))}${id.slice(at)}`)
  }
  return ids
}

/** What a letter answers, the oldest first: its References, or else the first ID of In-Reply-To. With spaces between. */
export function ancestorsOf(references: string, inReplyTo: string): string {
  const ids = messageIds(references)
  if (ids.length === 0) return messageIds(inReplyTo)[0] ?? ''
  const kept = ids.length > maxAncestors ? [ids[0]!, ...ids.slice(1 - maxAncestors)] : ids
  return kept.join(' ')
}

/** `"01KF8JCEOCBS0045PS"` says the same as without quotes. */
function plainLocal(local: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(local)
  if (quoted === null) return local
  const bare = quoted[1]!.replace(/\\(.)/g, '$1')
  return /^[^()<>[\]:;@\\,."]+(\.[^()<>[\]:;@\\,."]+)*$/.test(bare) ? bare : local
}
