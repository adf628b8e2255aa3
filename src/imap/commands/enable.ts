import { capabilities } from '../capability.ts'
import { command, ok } from '../command.ts'
import type { Session } from '../session.ts'

/** Turns an extension on for the rest of the session; false when it was on already. */
type TurnOn = (session: Session) => boolean

/** By the capability's name in capitals, with its name as it is announced. */
const extensions: ReadonlyMap<string, readonly [string, TurnOn]> = new Map([
  ['IMAP4REV2', ['IMAP4rev2', turnOnRev2]], // RFC 9051 §6.3.1
  ['UTF8=ACCEPT', ['UTF8=ACCEPT', turnOnUtf8]], // RFC 6855 §3
  ['METADATA', ['METADATA', session => session.enableMetadata()]], // RFC 5464 §4.1: what others change is told
])

/**
 * RFC 5161 §3.1: `enable = "ENABLE" 1*(SP capability)`. What is unknown, not announced, or on already is not told as
 * enabled.
 */
export const enable = command({
  parse(cursor): ReadonlySet<string> {
    const asked = new Set<string>()
    do {
      cursor.space()
      asked.add(cursor.keyword())
    } while (!cursor.atEnd)
    return asked
  },
  async run(session, asked) {
    const announced = capabilities(session)
    let told = '* ENABLED'
    for (const each of asked) {
      const [name, turnOn] = extensions.get(each) ?? []
      if (name !== undefined && announced.includes(name) && turnOn?.(session)) told += ` ${name}`
    }
    session.writer.text(`${told}\r\n`)
    return ok('ENABLE completed')
  },
})

function turnOnRev2(session: Session): boolean {
  if (session.modes.rev2) return false
  session.setModes({ ...session.modes, rev2: true, utf8Names: true })
  return true
}

function turnOnUtf8(session: Session): boolean {
  if (session.modes.utf8Accept) return false
  session.setModes({ ...session.modes, utf8Names: true, utf8Accept: true })
  return true
}
