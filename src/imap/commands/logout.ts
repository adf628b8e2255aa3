import { command, nothing, ok } from '../command.ts'

/** RFC 3501 §6.1.3: BYE comes before the tagged answer. */
export const logout = command({
  parse: nothing,
  async run(session) {
    session.unselect()
    session.writer.text('* BYE Goodbye\r\n')
    return { ...ok('Logged out'), after: 'hang-up' }
  },
})
