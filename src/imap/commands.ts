/**
 * The command table: what each command is called, in which states it is allowed, what is special about it, and who
 * handles it. RFC 3501 §6 and the extensions named beside the rows.
 */
import type { Handler, State } from './command.ts'
import { append } from './commands/append.ts'
import { authenticate } from './commands/authenticate.ts'
import { capability } from './commands/capability.ts'
import { close } from './commands/close.ts'
import { copy } from './commands/copy.ts'
import { create } from './commands/create.ts'
import { remove } from './commands/delete.ts'
import { enable } from './commands/enable.ts'
import { expunge } from './commands/expunge.ts'
import { fetch } from './commands/fetch.ts'
import { id } from './commands/id.ts'
import { idle } from './commands/idle.ts'
import { list } from './commands/list.ts'
import { login } from './commands/login.ts'
import { logout } from './commands/logout.ts'
import { lsub } from './commands/lsub.ts'
import { move } from './commands/move.ts'
import { namespace } from './commands/namespace.ts'
import { noop } from './commands/noop.ts'
import { rename } from './commands/rename.ts'
import { search } from './commands/search.ts'
import { examine, select } from './commands/select.ts'
import { starttls } from './commands/starttls.ts'
import { status } from './commands/status.ts'
import { store } from './commands/store.ts'
import { subscribe, unsubscribe } from './commands/subscribe.ts'
import { unselect } from './commands/unselect.ts'
import type { Cursor } from './wire/cursor.ts'

export interface Flags {
  /** Numbers in the arguments and answers are UIDs. */
  readonly byUid?: true
  /** No EXPUNGE may be told: sequence numbers must keep their meaning (RFC 3501 §7.4.1). */
  readonly keepsNumbers?: true
  /** Changes the selected mailbox: refused after EXAMINE. */
  readonly writes?: true
  /** Carries a password or a proof. */
  readonly needsTls?: true
}

export interface Entry {
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
  ['CAPABILITY',   any,      {},                                   capability],
  ['NOOP',         any,      {},                                   noop],
  ['LOGOUT',       any,      { keepsNumbers: true },               logout],
  ['ID',           any,      {},                                   id],            // RFC 2971

  ['STARTTLS',     before,   {},                                   starttls],
  ['AUTHENTICATE', before,   { needsTls: true },                   authenticate],  // RFC 4959
  ['LOGIN',        before,   { needsTls: true },                   login],

  ['ENABLE',       after,    {},                                   enable],        // RFC 5161
  ['SELECT',       after,    {},                                   select],
  ['EXAMINE',      after,    {},                                   examine],
  ['CREATE',       after,    {},                                   create],        // RFC 6154
  ['DELETE',       after,    {},                                   remove],
  ['RENAME',       after,    {},                                   rename],
  ['SUBSCRIBE',    after,    {},                                   subscribe],
  ['UNSUBSCRIBE',  after,    {},                                   unsubscribe],
  ['LIST',         after,    {},                                   list],          // RFC 5258, RFC 5819
  ['LSUB',         after,    {},                                   lsub],
  ['STATUS',       after,    {},                                   status],        // RFC 8438
  ['APPEND',       after,    {},                                   append],        // RFC 3502
  ['NAMESPACE',    after,    {},                                   namespace],     // RFC 2342
  ['IDLE',         after,    {},                                   idle],          // RFC 2177

  ['CHECK',        selected, {},                                   noop],
  ['CLOSE',        selected, {},                                   close],
  ['UNSELECT',     selected, {},                                   unselect],      // RFC 3691
  ['EXPUNGE',      selected, { writes: true },                     expunge],
  ['SEARCH',       selected, { keepsNumbers: true },               search],        // RFC 4731
  ['FETCH',        selected, { keepsNumbers: true },               fetch],
  ['STORE',        selected, { keepsNumbers: true, writes: true }, store],
  ['COPY',         selected, {},                                   copy],
  ['MOVE',         selected, { writes: true },                     move],          // RFC 6851
  ['UID EXPUNGE',  selected, { byUid: true, writes: true },        expunge],       // RFC 4315
  ['UID SEARCH',   selected, { byUid: true },                      search],
  ['UID FETCH',    selected, { byUid: true },                      fetch],
  ['UID STORE',    selected, { byUid: true, writes: true },        store],
  ['UID COPY',     selected, { byUid: true },                      copy],
  ['UID MOVE',     selected, { byUid: true, writes: true },        move],
]

const commands: ReadonlyMap<string, Entry> = new Map(
  table.map(([name, states, flags, handler]) => [name, { states, flags, handler }]),
)

/** Takes the name of a command; undefined when there is none of that name. */
export function findCommand(cursor: Cursor): Entry | undefined {
  const name = cursor.keyword()
  if (name !== 'UID') return commands.get(name)
  cursor.space()
  return commands.get(`UID ${cursor.keyword()}`)
}
