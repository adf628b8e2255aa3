/**
 * The IMAP extensions that are announced: by which standard, what a client gets, where it is read in src/imap/, and
 * what proves it. `scripts/check-citations.ts` holds it against `capability.ts`, against the index of RFCs and against
 * the files it names, and writes README's table from it.
 */

export interface Extension {
  /** As announced; a name that ends with `=` stands for all of its values. */
  readonly capability: string
  /** Number of an RFC that the index has; null: never standardized. */
  readonly rfc: number | null
  /** What a client gets. */
  readonly what: string
  /** Files below src/imap/; the first of them cites the RFC. */
  readonly where: readonly string[]
  /** Files below test/: transcripts, tests, clients. */
  readonly proof: readonly string[]
}

const transcript = (name: string) => `transcripts/imap/${name}.txt`

/** By name. */
// biome-ignore format: a table is read in columns
export const extensions: readonly Extension[] = [
  { capability: 'AUTH=LOGIN',         rfc: null, what: 'SASL LOGIN, for old clients; over TLS only',          where: ['commands/authenticate.ts'],  proof: [transcript('authenticate')] },
  { capability: 'AUTH=PLAIN',         rfc: 4616, what: 'SASL PLAIN; over TLS only',                           where: ['commands/authenticate.ts'],  proof: [transcript('authenticate')] },
  { capability: 'AUTH=SCRAM-SHA-256', rfc: 7677, what: 'Passwords of devices prove themselves without leaving', where: ['commands/authenticate.ts'], proof: ['imap/server.test.ts'] },
  { capability: 'CHILDREN',           rfc: 3348, what: 'LIST says which folders have folders below',          where: ['mailbox-attributes.ts'],     proof: [transcript('folders')] },
  { capability: 'CREATE-SPECIAL-USE', rfc: 6154, what: 'CREATE gives a folder its use',                       where: ['commands/create.ts'],        proof: [transcript('subscriptions')] },
  { capability: 'ENABLE',             rfc: 5161, what: 'Clients switch on what changes answers',              where: ['commands/enable.ts'],        proof: [transcript('login')] },
  { capability: 'ESEARCH',            rfc: 4731, what: 'SEARCH answers with MIN, MAX, COUNT or a set',         where: ['commands/search.ts'],        proof: [transcript('search')] },
  { capability: 'ID',                 rfc: 2971, what: 'Client and server name themselves',                   where: ['commands/id.ts'],            proof: [transcript('login')] },
  { capability: 'IDLE',               rfc: 2177, what: 'New letters and flags are told at once',              where: ['commands/idle.ts'],          proof: [transcript('two-sessions'), 'e2e/idle.py'] },
  { capability: 'IMAP4rev1',          rfc: 3501, what: 'The protocol',                                        where: ['commands.ts'],               proof: [transcript('fetch'), transcript('store')] },
  { capability: 'LIST-EXTENDED',      rfc: 5258, what: 'LIST selects, and returns subscriptions and children', where: ['commands/list.ts'],         proof: [transcript('subscriptions')] },
  { capability: 'LIST-STATUS',        rfc: 5819, what: 'LIST brings the counts along',                        where: ['commands/list.ts'],          proof: [transcript('subscriptions')] },
  { capability: 'LITERAL+',           rfc: 7888, what: 'Literals without waiting for the server',             where: ['wire/frame.ts'],             proof: [transcript('literals')] },
  { capability: 'LOGINDISABLED',      rfc: 3501, what: 'No password before TLS',                              where: ['capability.ts'],             proof: [transcript('starttls')] },
  { capability: 'MOVE',               rfc: 6851, what: 'Letters change folders in one step',                  where: ['commands/move.ts'],          proof: [transcript('copy-move')] },
  { capability: 'MULTIAPPEND',        rfc: 3502, what: 'Several letters are stored together, or none',        where: ['commands/append.ts'],        proof: [transcript('multiappend')] },
  { capability: 'NAMESPACE',          rfc: 2342, what: 'Where folders begin, and what separates levels',      where: ['commands/namespace.ts'],     proof: [transcript('login')] },
  { capability: 'SASL-IR',            rfc: 4959, what: 'Log-in with one step less',                           where: ['commands/authenticate.ts'],  proof: [transcript('authenticate')] },
  { capability: 'SPECIAL-USE',        rfc: 6154, what: 'Which folder is for what was sent, drafts, junk, trash', where: ['mailbox-attributes.ts'],  proof: [transcript('subscriptions')] },
  { capability: 'STARTTLS',           rfc: 3501, what: 'TLS on the port for clear text',                      where: ['commands/starttls.ts'],      proof: [transcript('starttls')] },
  { capability: 'STATUS=SIZE',        rfc: 8438, what: 'STATUS tells how large a folder is',                  where: ['commands/status.ts'],        proof: [transcript('folders')] },
  { capability: 'UIDPLUS',            rfc: 4315, what: 'UIDs of what was stored, copied, moved; UID EXPUNGE', where: ['commands/expunge.ts'],       proof: [transcript('copy-move'), 'e2e/offlineimap.ts'] },
  { capability: 'UNSELECT',           rfc: 3691, what: 'A folder is left without removing anything',          where: ['commands/unselect.ts'],      proof: [transcript('copy-move')] },
]
