import { command, nothing, ok } from '../command.ts'

/** RFC 3691: closes the mailbox and removes nothing. */
export const unselect = command({
  parse: nothing,
  async run(session) {
    session.unselect()
    return ok('UNSELECT completed')
  },
})
