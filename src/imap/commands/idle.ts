import { bad, command, nothing, ok } from '../command.ts'

/** RFC 2177: `idle = "IDLE" CRLF "DONE"` */
export const idle = command({
  parse: nothing,
  async run(session) {
    const line = await session.telling.idle()
    return line?.toString('latin1').toUpperCase() === 'DONE' ? ok('IDLE completed') : bad('DONE was expected')
  },
})
