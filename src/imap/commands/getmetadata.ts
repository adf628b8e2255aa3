import { command, ok, refusal } from '../command.ts'
import {
  entries,
  type MetadataQuery,
  metadataOptions,
  seesOptions,
  tellMetadata,
} from '../mailboxes/metadata.ts'
import { mailbox } from '../wire/mailbox-name.ts'

const noOptions = { depth: 0, maxSize: Number.POSITIVE_INFINITY }

/**
 * RFC 5464 §4.2; the empty name is the server. The examples there have the options behind the mailbox, and so do some
 * clients: they are taken in either place.
 *
 *     getmetadata = "GETMETADATA" [SP getmetadata-options] SP mailbox SP entries
 */
export const getmetadata = command({
  parse(cursor): { name: string; query: MetadataQuery } {
    cursor.space()
    const before = cursor.sees('(') ? metadataOptions(cursor) : undefined
    if (before !== undefined) cursor.space()
    const name = mailbox(cursor)
    cursor.space()
    const after = before === undefined && seesOptions(cursor) ? metadataOptions(cursor) : undefined
    if (after !== undefined) cursor.space()
    return { name, query: { ...(before ?? after ?? noOptions), entries: entries(cursor) } }
  },
  about: (_, { name }) => ({ mailbox: name === '' ? null : name }),
  async run(session, { name, query }) {
    const { account } = session
    const found = name === '' ? null : await (account.metadata?.mailbox(name) ?? account.status(name))
    if (found === undefined) return refusal({ reason: 'not-found' })
    const longest = await tellMetadata(session, found, query)
    if (longest === undefined) return refusal({ reason: 'no-permission' })
    return ok('GETMETADATA completed', longest > 0 ? `METADATA LONGENTRIES ${longest}` : undefined)
  },
})
