import { capabilities } from '../capability/capability.ts'
import { command, nothing, ok } from '../command.ts'

/** RFC 3501 §6.1.1: `capability = "CAPABILITY"` */
export const capability = command({
  parse: nothing,
  async run(session) {
    session.writer.text(`* CAPABILITY ${capabilities(session).join(' ')}\r\n`)
    return ok('CAPABILITY completed')
  },
})
