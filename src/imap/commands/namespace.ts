import { command, nothing, ok } from '../command.ts'
import { hierarchySeparator } from '../wire/mailbox-name.ts'

/** RFC 2342 §5: one personal namespace; that of other users for whoever has rights in mailboxes of theirs. */
export const namespace = command({
  parse: nothing,
  async run(session) {
    const others = await session.account.acl?.othersPrefix()
    const { writer } = session
    writer.text('* NAMESPACE (("" "/")) ')
    if (others === undefined) writer.text('NIL')
    else writer.text('((').mailbox(others).text(` "${hierarchySeparator}"))`)
    writer.text(' NIL\r\n')
    return ok('NAMESPACE completed')
  },
})
