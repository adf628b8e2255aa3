import { command, nothing, ok } from '../command.ts'

/** RFC 3501 §6.1.2 NOOP and §6.4.1 CHECK: what changed is told with every answer, and everything is on disk. */
export const noop = command({
  parse: nothing,
  async run() {
    return ok('Done')
  },
})
