/** URLs of messages and of parts of them. RFC 5092. Pure. */

export interface MessageUrl {
  /** Absolute: which server is meant, and who there. */
  readonly server: { readonly user: string | undefined; readonly host: string } | undefined
  /** As UTF-8; `isRelative` to the mailbox that is selected: in its place, or, if empty, that mailbox itself. */
  readonly mailbox: string
  readonly isRelative: boolean
  readonly uidValidity: number | undefined
  readonly uid: number
  /** What stands between the brackets of BODY[]; empty for the whole message. */
  readonly section: string
  readonly partial: { readonly offset: number; readonly length: number } | undefined
}

/**
 * RFC 5092 §11; a message is named in all of them, and no URLAUTH (RFC 4467):
 *
 *     absolute      = "imap://" iserver "/" imessagepart
 *     inetwork-path = "//" iserver "/" imessagepart
 *     iabsolute-path = "/" imessagepart
 *     irelative-path = [enc-mailbox "/"] iuid-only ["/" isection-only] ["/" ipartial-only]
 *     imessagepart  = enc-mailbox [";UIDVALIDITY=" nz-number] "/;UID=" nz-number
 *                     ["/;SECTION=" enc-section] ["/;PARTIAL=" partial-range]
 *     iserver       = [[enc-user] [";AUTH=" ("*" / enc-auth-type)] "@"] host [":" port]
 *     partial-range = number ["." nz-number]
 *
 * Undefined for anything else.
 */
export function parseMessageUrl(url: string): MessageUrl | undefined {
  const authority = /^(?:imap:)?\/\/([^/]*)(?=\/)/i.exec(url)
  const server = authority === null ? undefined : parseServer(authority[1] ?? '')
  if (authority !== null && server === undefined) return undefined
  const path = url.slice(authority?.[0].length ?? 0)
  const isRelative = !path.startsWith('/')
  // RFC 3986 §4.2: with a colon in its first level it would be a scheme.
  if (isRelative && /^[^/;]*:/.test(path)) return undefined
  const match = messagePart.exec(isRelative ? path : path.slice(1))
  if (match === null) return undefined
  const [, encodedMailbox = '', uidValidity, uid, encodedSection = '', offset, length] = match
  const mailbox = decode(encodedMailbox)
  const section = decode(encodedSection)
  if (mailbox === undefined || section === undefined || (mailbox === '' && !isRelative)) return undefined
  const numbers = [uidValidity, uid, offset, length].map(text => (text === undefined ? 0 : Number(text)))
  if (numbers.some(number => number > 0xffffffff)) return undefined
  return {
    server,
    mailbox,
    isRelative,
    uidValidity: uidValidity === undefined ? undefined : Number(uidValidity),
    uid: Number(uid),
    section,
    partial:
      offset === undefined
        ? undefined
        : {
            offset: Number(offset),
            length: length === undefined ? Number.POSITIVE_INFINITY : Number(length),
          },
  }
}

const messagePart =
  /^(?:([^;?#]+?)(?:;UIDVALIDITY=([1-9]\d{0,9}))?\/)?;UID=([1-9]\d{0,9})(?:\/;SECTION=([^;/?#]+))?(?:\/;PARTIAL=(\d{1,10})(?:\.([1-9]\d{0,9}))?)?$/i

function parseServer(authority: string): MessageUrl['server'] {
  const match = /^(?:([^;@:]*)(?:;AUTH=(?:\*|[^;@:]+))?@)?([^;@:]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.exec(
    authority,
  )
  if (match === null) return undefined
  const user = decode(match[1] ?? '')
  return user === undefined ? undefined : { user: user === '' ? undefined : user, host: match[2] ?? '' }
}

function decode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return undefined
  }
}

/** The mailbox that a relative URL means, seen from `selected` (RFC 3986 §5.2.3: it takes the place of the last level). */
export function resolveMailbox(url: MessageUrl, selected: string | undefined): string | undefined {
  if (!url.isRelative) return url.mailbox
  if (url.mailbox === '') return selected
  return `${selected?.replace(/[^/]*$/, '') ?? ''}${url.mailbox}`
}
