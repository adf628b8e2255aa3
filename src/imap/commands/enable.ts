import { command, ok } from '../command.ts'

/** RFC 5161 §3.1: `enable = "ENABLE" 1*(SP capability)`. Nothing announced so far needs enabling. */
export const enable = command({
  parse(cursor) {
    do {
      cursor.space()
      cursor.atom()
    } while (!cursor.atEnd)
  },
  async run(session) {
    session.writer.text('* ENABLED\r\n')
    return ok('ENABLE completed')
  },
})
