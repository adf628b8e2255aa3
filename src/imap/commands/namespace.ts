import { command, nothing, ok } from '../command.ts'

/** RFC 2342 §5: one personal namespace, none of other users, none shared. */
export const namespace = command({
  parse: nothing,
  async run(session) {
    session.writer.text('* NAMESPACE (("" "/")) NIL NIL\r\n')
    return ok('NAMESPACE completed')
  },
})
