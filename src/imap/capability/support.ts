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
  { capability: 'ACL',                   rfc: 4314,  what: 'Officials work the boxes of their offices by rights of their own', where: ['commands/acl.ts', 'wire/rights.ts'],     proof: [transcript('acl'), transcript('shared'), transcript('shared-extensions'), transcript('shared-notify'), transcript('shared-rights'), 'e2e/shared.ts'] },
  { capability: 'APPENDLIMIT=',          rfc: 7889,  what: 'How large a letter may be, before it is sent',                     where: ['append/limit.ts'],                       proof: [transcript('appendlimit')] },
  { capability: 'AUTH=LOGIN',            rfc: null,  what: 'SASL LOGIN, for old clients; over TLS only',                       where: ['commands/authenticate.ts'],              proof: [transcript('authenticate')] },
  { capability: 'AUTH=OAUTHBEARER',      rfc: 7628,  what: 'Tokens of an identity provider, where one is configured',          where: ['commands/authenticate.ts'],              proof: [transcript('oauth'), transcript('no-oauth')] },
  { capability: 'AUTH=PLAIN',            rfc: 4616,  what: 'SASL PLAIN; over TLS only',                                        where: ['commands/authenticate.ts'],              proof: [transcript('authenticate')] },
  { capability: 'AUTH=SCRAM-SHA-256',    rfc: 7677,  what: 'Passwords of devices prove themselves without leaving',            where: ['commands/authenticate.ts'],              proof: ['imap/server.test.ts'] },
  { capability: 'AUTH=SCRAM-SHA-256-PLUS',rfc: 7677, what: 'The same, bound to the TLS connection',                 where: ['commands/authenticate.ts'],      proof: ['imap/session.test.ts'] },
  { capability: 'AUTH=XOAUTH2',          rfc: null,  what: 'Tokens for clients of an older fashion',                           where: ['commands/authenticate.ts'],              proof: [transcript('oauth')] },
  { capability: 'BINARY',                rfc: 3516,  what: 'Attachments without their transfer encoding',                      where: ['fetch/binary.ts'],                       proof: [transcript('binary')] },
  { capability: 'CATENATE',              rfc: 4469,  what: 'A letter is put together from pieces of others',                   where: ['append/message.ts'],                     proof: [transcript('catenate')] },
  { capability: 'CHILDREN',              rfc: 3348,  what: 'LIST says which folders have folders below',                       where: ['mailboxes/attributes.ts'],               proof: [transcript('folders')] },
  { capability: 'COMPRESS=DEFLATE',      rfc: 4978,  what: 'Both directions compressed',                                       where: ['commands/compress.ts'],                  proof: [transcript('compress')] },
  { capability: 'CONDSTORE',             rfc: 7162,  what: 'What changed since; changes only of what nobody changed',          where: ['store-modifiers.ts'],                    proof: [transcript('condstore')] },
  { capability: 'CONTEXT=SEARCH',        rfc: 5267,  what: 'Results of a search that are kept current',                        where: ['search/contexts.ts'],                    proof: [transcript('context')] },
  { capability: 'CONTEXT=SORT',          rfc: 5267,  what: 'Results in order that are kept current',                           where: ['search/contexts.ts'],                    proof: [transcript('context')] },
  { capability: 'CREATE-SPECIAL-USE',    rfc: 6154,  what: 'CREATE gives a folder its use',                                    where: ['commands/create.ts'],                    proof: [transcript('subscriptions')] },
  { capability: 'ENABLE',                rfc: 5161,  what: 'Clients switch on what changes answers',                           where: ['commands/enable.ts'],                    proof: [transcript('login')] },
  { capability: 'ESEARCH',               rfc: 4731,  what: 'SEARCH answers with MIN, MAX, COUNT or a set',                     where: ['commands/search.ts'],                    proof: [transcript('search')] },
  { capability: 'ESORT',                 rfc: 5267,  what: 'SORT answers with MIN, MAX, COUNT, a set or a page',               where: ['search/returns.ts'],                     proof: [transcript('esort')] },
  { capability: 'I18NLEVEL=1',           rfc: 5255,  what: 'Texts are compared by i;unicode-casemap',                          where: ['search/keys.ts'],                        proof: [transcript('i18nlevel')] },
  { capability: 'ID',                    rfc: 2971,  what: 'Client and server name themselves',                                where: ['commands/id.ts'],                        proof: [transcript('login')] },
  { capability: 'IDLE',                  rfc: 2177,  what: 'New letters and flags are told at once',                           where: ['commands/idle.ts'],                      proof: [transcript('two-sessions'), 'e2e/idle.py'] },
  { capability: 'IMAP4rev1',             rfc: 3501,  what: 'The protocol',                                                     where: ['commands.ts'],                           proof: [transcript('fetch'), transcript('store')] },
  { capability: 'IMAP4rev2',             rfc: 9051,  what: 'The newer protocol, once it is enabled',                           where: ['commands/enable.ts'],                    proof: [transcript('rev2')] },
  { capability: 'INPROGRESS',            rfc: 9585,  what: 'Signs of life of what takes long',                                 where: ['progress.ts'],                           proof: ['imap/session.test.ts'] },
  { capability: 'LIST-EXTENDED',         rfc: 5258,  what: 'LIST selects, and returns subscriptions and children',             where: ['commands/list.ts'],                      proof: [transcript('subscriptions')] },
  { capability: 'LIST-METADATA',         rfc: 9590,  what: 'LIST brings annotations along',                                    where: ['commands/list.ts'],                      proof: [transcript('list-metadata')] },
  { capability: 'LIST-MYRIGHTS',         rfc: 8440,  what: 'LIST brings the rights along',                                     where: ['commands/list.ts'],                      proof: [transcript('acl')] },
  { capability: 'LIST-STATUS',           rfc: 5819,  what: 'LIST brings the counts along',                                     where: ['commands/list.ts'],                      proof: [transcript('subscriptions')] },
  { capability: 'LITERAL+',              rfc: 7888,  what: 'Literals without waiting for the server',                          where: ['wire/frame.ts'],                         proof: [transcript('literals')] },
  { capability: 'LITERAL-',              rfc: 7888,  what: 'The same for small ones only, where it is configured so',          where: ['wire/literal-size.ts'],                  proof: [transcript('literal-minus')] },
  { capability: 'LOGINDISABLED',         rfc: 3501,  what: 'No password before TLS',                                           where: ['capability/capability.ts'],              proof: [transcript('starttls')] },
  { capability: 'MESSAGELIMIT=',         rfc: 9738,  what: 'How many letters one command works on, and where it stopped',      where: ['message-limit.ts'],                      proof: [transcript('messagelimit'), 'imap/message-limit.test.ts'] },
  { capability: 'METADATA',              rfc: 5464,  what: 'Annotations of folders and of the box',                            where: ['mailboxes/metadata.ts'],                 proof: [transcript('metadata')] },
  { capability: 'MOVE',                  rfc: 6851,  what: 'Letters change folders in one step',                               where: ['commands/move.ts'],                      proof: [transcript('copy-move')] },
  { capability: 'MULTIAPPEND',           rfc: 3502,  what: 'Several letters are stored together, or none',                     where: ['commands/append.ts'],                    proof: [transcript('multiappend')] },
  { capability: 'MULTISEARCH',           rfc: 7377,  what: 'Several folders are searched at once',                             where: ['commands/esearch.ts'],                   proof: [transcript('multisearch')] },
  { capability: 'NAMESPACE',             rfc: 2342,  what: 'Where folders begin, and what separates levels',                   where: ['commands/namespace.ts'],                 proof: [transcript('login')] },
  { capability: 'NOTIFY',                rfc: 5465,  what: 'What happens in other folders is told, too',                       where: ['commands/notify.ts'],                    proof: [transcript('notify'), transcript('notify-names'), transcript('notify-context'), transcript('notify-overflow')] },
  { capability: 'OBJECTID',              rfc: 8474,  what: 'Folders and letters have names that never change',                 where: ['mailboxes/object-id.ts'],                proof: [transcript('objectid')] },
  { capability: 'PARTIAL',               rfc: 9394,  what: 'Results and letters in pages',                                     where: ['search/partial.ts'],                     proof: [transcript('partial')] },
  { capability: 'PREVIEW',               rfc: 8970,  what: 'The first words of a letter',                                      where: ['fetch/preview.ts'],                      proof: [transcript('preview')] },
  { capability: 'QRESYNC',               rfc: 7162,  what: 'What changed and what left since the last time, with SELECT',      where: ['select/resync.ts'],                      proof: [transcript('qresync')] },
  { capability: 'QUOTA',                 rfc: 9208,  what: 'How full the box is',                                              where: ['mailboxes/quota.ts'],                    proof: [transcript('quota')] },
  { capability: 'QUOTA=RES-MESSAGE',     rfc: 9208,  what: 'By letters',                                                       where: ['mailboxes/quota.ts'],                    proof: [transcript('quota')] },
  { capability: 'QUOTA=RES-STORAGE',     rfc: 9208,  what: 'By octets',                                                        where: ['mailboxes/quota.ts'],                    proof: [transcript('quota')] },
  { capability: 'REPLACE',               rfc: 8508,  what: 'A draft takes the place of the one before',                        where: ['commands/replace.ts'],                   proof: [transcript('replace')] },
  { capability: 'RIGHTS=',               rfc: 4314,  what: 'Which rights there are beside the first ones',                     where: ['wire/rights.ts'],                        proof: [transcript('acl')] },
  { capability: 'SASL-IR',               rfc: 4959,  what: 'Log-in with one step less',                                        where: ['commands/authenticate.ts'],              proof: [transcript('authenticate')] },
  { capability: 'SAVEDATE',              rfc: 8514,  what: 'When a letter came into its folder',                               where: ['fetch/save-date.ts'],                    proof: [transcript('savedate')] },
  { capability: 'SAVELIMIT=',            rfc: 9738,  what: 'The same of COPY and APPEND alone, where it is configured so',     where: ['message-limit.ts'],                      proof: [transcript('savelimit')] },
  { capability: 'SEARCH=FUZZY',          rfc: 6203,  what: 'Words without their marks find all spellings',                     where: ['search/keys.ts'],                        proof: [transcript('fuzzy')] },
  { capability: 'SEARCHRES',             rfc: 5182,  what: '`$` stands for what was found last',                               where: ['search/program.ts'],                     proof: [transcript('searchres')] },
  { capability: 'SORT',                  rfc: 5256,  what: 'In the order of dates, senders, subjects, sizes',                  where: ['commands/sort.ts'],                      proof: [transcript('sort')] },
  { capability: 'SORT=DISPLAY',          rfc: 5957,  what: 'By the names that people read',                                    where: ['sort/criteria.ts'],                      proof: [transcript('sort-display')] },
  { capability: 'SPECIAL-USE',           rfc: 6154,  what: 'Which folder is for what was sent, drafts, junk, trash',           where: ['mailboxes/attributes.ts'],               proof: [transcript('subscriptions')] },
  { capability: 'STARTTLS',              rfc: 3501,  what: 'TLS on the port for clear text',                                   where: ['commands/starttls.ts'],                  proof: [transcript('starttls')] },
  { capability: 'STATUS=SIZE',           rfc: 8438,  what: 'STATUS tells how large a folder is',                               where: ['commands/status.ts'],                    proof: [transcript('folders')] },
  { capability: 'THREAD=ORDEREDSUBJECT', rfc: 5256,  what: 'Conversations by subject',                                         where: ['commands/thread.ts'],                    proof: [transcript('thread')] },
  { capability: 'THREAD=REFERENCES',     rfc: 5256,  what: 'Conversations by what answers what',                               where: ['commands/thread.ts'],                    proof: [transcript('thread')] },
  { capability: 'THREAD=REFS',           rfc: null,  what: 'The same without looking at subjects',                             where: ['commands/thread.ts'],                    proof: [transcript('thread')] },
  { capability: 'UIDBATCHES',            rfc: 10022, what: 'Where to divide a large folder',                                   where: ['commands/uidbatches.ts'],                proof: [transcript('uidbatches')] },
  { capability: 'UIDONLY',               rfc: 9586,  what: 'Letters are named by UIDs alone, where it is configured',          where: ['view/view.ts', 'commands.ts'],           proof: [transcript('uidonly'), 'imap/views.test.ts'] },
  { capability: 'UIDPLUS',               rfc: 4315,  what: 'UIDs of what was stored, copied, moved; UID EXPUNGE',              where: ['commands/expunge.ts'],                   proof: [transcript('copy-move'), 'e2e/offlineimap.ts'] },
  { capability: 'UNAUTHENTICATE',        rfc: 8437,  what: 'Another log-in over the same connection',                          where: ['commands/unauthenticate.ts'],            proof: [transcript('unauthenticate')] },
  { capability: 'UNSELECT',              rfc: 3691,  what: 'A folder is left without removing anything',                       where: ['commands/unselect.ts'],                  proof: [transcript('copy-move')] },
  { capability: 'URL-PARTIAL',           rfc: 5550,  what: 'Pieces of letters by URL',                                         where: ['append/url-reader.ts', 'append/url.ts'], proof: [transcript('catenate')] },
  { capability: 'UTF8=ACCEPT',           rfc: 6855,  what: 'Names and headers in UTF-8',                                       where: ['commands/enable.ts'],                    proof: [transcript('utf8')] },
  { capability: 'WITHIN',                rfc: 5032,  what: 'Letters older or younger than some seconds',                       where: ['search/keys.ts'],                        proof: [transcript('within')] },
]
