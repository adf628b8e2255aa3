import { command, ok } from '../command.ts'
import type { Session } from '../session.ts'

/** What can be enabled; each tells whether that changed anything. */
const extensions: ReadonlyMap<string, (session: Session) => boolean> = new Map([['UTF8=ACCEPT', enableUtf8]])

/** RFC 5161 §3.1: `enable = "ENABLE" 1*(SP capability)`; what is not known is passed over. */
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
    const enabled = names.filter(name => extensions.get(name)?.(session))
    session.writer.text(`* ${['ENABLED', ...enabled].join(' ')}\r\n`)
    return ok('ENABLE completed')
  },
})

/** RFC 6855 §3 */
function enableUtf8(session: Session): boolean {
  if (session.isUtf8) return false
  session.enableUtf8()
  return true
}
