import { command, ok } from '../command.ts'
import { enableable } from '../enabling.ts'

/** RFC 5161 §3.1: `enable = "ENABLE" 1*(SP capability)`. What is unknown, or needs no enabling, is passed over. */
export const enable = command({
  parse(cursor) {
    const names: string[] = []
    do {
      cursor.space()
      names.push(cursor.keyword())
    } while (!cursor.atEnd)
    return names
  },
  async run(session, names) {
    const enabled = new Set(names.filter(name => enableable.has(name)))
    for (const name of enabled) session.enable(name)
    session.writer.text(`* ${['ENABLED', ...enabled].join(' ')}\r\n`)
    return ok('ENABLE completed')
  },
})
