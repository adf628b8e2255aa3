import { bad, command, nothing, ok } from '../command.ts'

/** RFC 3501 §6.2.1 */
export const starttls = command({
  parse: nothing,
  check: session => (session.secure ? bad('TLS is active already') : undefined),
  async run() {
    return { ...ok('Begin TLS now'), after: 'start-tls' }
  },
})
