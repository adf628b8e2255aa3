/**
 * The command table: what each command is called, in which states it is allowed, what is special about it, and who
 * handles it. RFC 3501 §6 and the extensions named beside the rows.
 */
import type { Handler, State } from './command.ts'
import { deleteAcl, getAcl, listRights, myRights, setAcl } from './commands/acl.ts'
import { append } from './commands/append.ts'
import { authenticate } from './commands/authenticate.ts'
import { cancelUpdate } from './commands/cancelupdate.ts'
import { capability } from './commands/capability.ts'
import { close } from './commands/close.ts'
import { compress } from './commands/compress.ts'
import { copy } from './commands/copy.ts'
import { create } from './commands/create.ts'
import { remove } from './commands/delete.ts'
import { enable } from './commands/enable.ts'
import { esearch } from './commands/esearch.ts'
import { expunge } from './commands/expunge.ts'
import { fetch } from './commands/fetch.ts'
import { getmetadata } from './commands/getmetadata.ts'
import { getquota } from './commands/getquota.ts'
import { getquotaroot } from './commands/getquotaroot.ts'
import { id } from './commands/id.ts'
import { idle } from './commands/idle.ts'
import { list } from './commands/list.ts'
import { login } from './commands/login.ts'
import { logout } from './commands/logout.ts'
import { lsub } from './commands/lsub.ts'
import { move } from './commands/move.ts'
import { namespace } from './commands/namespace.ts'
import { noop } from './commands/noop.ts'
import { notify } from './commands/notify.ts'
import { rename } from './commands/rename.ts'
import { replace } from './commands/replace.ts'
import { search } from './commands/search.ts'
import { examine, select } from './commands/select.ts'
import { setmetadata } from './commands/setmetadata.ts'
import { setquota } from './commands/setquota.ts'
import { sort } from './commands/sort.ts'
import { starttls } from './commands/starttls.ts'
import { status } from './commands/status.ts'
import { store } from './commands/store.ts'
import { subscribe, unsubscribe } from './commands/subscribe.ts'
import { thread } from './commands/thread.ts'
import { uidbatches } from './commands/uidbatches.ts'
import { unauthenticate } from './commands/unauthenticate.ts'
import { unselect } from './commands/unselect.ts'
import type { Cursor } from './wire/cursor.ts'

export interface Flags {
  /** Numbers in the arguments and answers are UIDs. */
  readonly byUid?: true
  /** No EXPUNGE may be told: sequence numbers must keep their meaning (RFC 3501 §7.4.1). */
  readonly keepsNumbers?: true
  /** Shows what is kept: an account that is observed is told first. */
  readonly reads?: true
  /** Changes the selected mailbox (refused after EXAMINE), or something else; refused in an account for reading only. */
  readonly writes?: 'selected' | 'other'
  /** Carries a password or a proof. */
  readonly needsTls?: true
}

export interface Entry {
  /** In capitals: `UID FETCH`. */
  readonly name: string
  readonly states: readonly State[]
  readonly flags: Flags
  readonly handler: Handler
}

const any: readonly State[] = ['not-authenticated', 'authenticated', 'selected']
const before: readonly State[] = ['not-authenticated']
const after: readonly State[] = ['authenticated', 'selected']
const selected: readonly State[] = ['selected']

// biome-ignore format: a table is read in columns
const table: readonly (readonly [string, readonly State[], Flags, Handler])[] = [
  ['CAPABILITY',   any,      {},                                         capability],
  ['NOOP',         any,      {},                                         noop],
  ['LOGOUT',       any,      { keepsNumbers: true },                     logout],
  ['ID',           any,      {},                                         id],                   // RFC 2971

  ['STARTTLS',     before,   {},                                         starttls],
  ['AUTHENTICATE', before,   { needsTls: true },                         authenticate],         // RFC 4959
  ['LOGIN',        before,   { needsTls: true },                         login],

  ['ENABLE',       after,    {},                                         enable],               // RFC 5161
  ['UNAUTHENTICATE', after,  {},                                         unauthenticate],       // RFC 8437
  ['COMPRESS',     after,    {},                                         compress],             // RFC 4978
  ['SELECT',       after,    { reads: true },                            select],               // RFC 7162
  ['EXAMINE',      after,    { reads: true },                            examine],              // RFC 7162
  ['CREATE',       after,    { writes: 'other' },                        create],               // RFC 6154
  ['DELETE',       after,    { writes: 'other' },                        remove],
  ['RENAME',       after,    { writes: 'other' },                        rename],
  ['SUBSCRIBE',    after,    { writes: 'other' },                        subscribe],
  ['UNSUBSCRIBE',  after,    { writes: 'other' },                        unsubscribe],
  ['LIST',         after,    { reads: true },                            list],                 // RFC 5258, RFC 5819
  ['LSUB',         after,    { reads: true },                            lsub],
  ['STATUS',       after,    { reads: true },                            status],               // RFC 8438
  ['APPEND',       after,    { writes: 'other' },                        append],               // RFC 3502, RFC 4469
  ['NAMESPACE',    after,    {},                                         namespace],            // RFC 2342
  ['SETACL',       after,    { writes: 'other' },                        setAcl],               // RFC 4314
  ['DELETEACL',    after,    { writes: 'other' },                        deleteAcl],
  ['GETACL',       after,    {},                                         getAcl],
  ['LISTRIGHTS',   after,    {},                                         listRights],
  ['MYRIGHTS',     after,    {},                                         myRights],
  ['IDLE',         after,    {},                                         idle],                 // RFC 2177
  ['NOTIFY',       after,    {},                                         notify],               // RFC 5465
  ['GETQUOTA',     after,    {},                                         getquota],             // RFC 9208
  ['GETQUOTAROOT', after,    {},                                         getquotaroot],         // RFC 9208
  ['SETQUOTA',     after,    { writes: 'other' },                        setquota],             // RFC 9208
  ['GETMETADATA',  after,    { reads: true },                            getmetadata],          // RFC 5464
  ['SETMETADATA',  after,    { writes: 'other' },                        setmetadata],          // RFC 5464
  ['ESEARCH',      after,    { byUid: true, reads: true },               esearch],              // RFC 7377

  ['CHECK',        selected, {},                                         noop],
  ['CLOSE',        selected, {},                                         close],
  ['UNSELECT',     selected, {},                                         unselect],             // RFC 3691
  ['EXPUNGE',      selected, { writes: 'selected' },                     expunge],
  ['SEARCH',       selected, { reads: true, keepsNumbers: true },        search],               // RFC 4731
  ['SORT',         selected, { reads: true, keepsNumbers: true },        sort],                 // RFC 5256, RFC 5267
  ['THREAD',       selected, { reads: true, keepsNumbers: true },        thread],               // RFC 5256
  ['CANCELUPDATE', selected, {},                                         cancelUpdate],         // RFC 5267
  ['FETCH',        selected, { reads: true, keepsNumbers: true },        fetch],                // RFC 7162, RFC 9394
  ['STORE',        selected, { keepsNumbers: true, writes: 'selected' }, store],                // RFC 7162
  ['COPY',         selected, { writes: 'other' },                        copy],
  ['MOVE',         selected, { writes: 'selected' },                     move],                 // RFC 6851
  ['UIDBATCHES',   selected, { reads: true },                            uidbatches],           // RFC 10022
  ['REPLACE',      selected, { writes: 'selected' },                     replace],              // RFC 8508
  ['UID EXPUNGE',  selected, { byUid: true, writes: 'selected' },        expunge],              // RFC 4315
  ['UID SEARCH',   selected, { byUid: true, reads: true },               search],
  ['UID SORT',     selected, { byUid: true, reads: true },               sort],
  ['UID THREAD',   selected, { byUid: true, reads: true },               thread],
  ['UID FETCH',    selected, { byUid: true, reads: true },               fetch],
  ['UID STORE',    selected, { byUid: true, writes: 'selected' },        store],
  ['UID COPY',     selected, { byUid: true, writes: 'other' },           copy],
  ['UID MOVE',     selected, { byUid: true, writes: 'selected' },        move],
  ['UID REPLACE',  selected, { byUid: true, writes: 'selected' },        replace],
]

/** These name messages by sequence number: refused once UIDONLY is enabled (RFC 9586 §3.2, RFC 9586 §3.8). */
export const byNumber: ReadonlySet<string> = new Set([
  'FETCH',
  'STORE',
  'SEARCH',
  'COPY',
  'MOVE',
  'SORT',
  'THREAD',
  'REPLACE',
])

const commands: ReadonlyMap<string, Entry> = new Map(
  table.map(([name, states, flags, handler]) => [name, { name, states, flags, handler }]),
)

/** Takes the name of a command; undefined when there is none of that name. */
export function findCommand(cursor: Cursor): Entry | undefined {
  const name = cursor.keyword()
  if (name !== 'UID') return commands.get(name)
  cursor.space()
  return commands.get(`UID ${cursor.keyword()}`)
}
