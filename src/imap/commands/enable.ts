import { command, ok } from '../command.ts'
import { enabling } from '../enabling.ts'

/** RFC 5161 §3.1: `enable = "ENABLE" 1*(SP capability)`. What is not known, or needs no enabling, is passed over. */
export const enable = command({
  parse(cursor) {
    const names = new Set<string>()
    do {
      cursor.space()
      names.add(cursor.keyword())
    } while (!cursor.atEnd)
    return names
  },
  async run(session, names) {
    const known = [...names].filter(name => enabling.has(name))
    session.writer.text(`* ${['ENABLED', ...known].join(' ')}\r\n`)
    for (const name of known) enabling.get(name)?.(session)
    return ok('ENABLE completed')
  },
})
