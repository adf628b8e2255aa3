import { capabilities } from '../capability/capability.ts'
import { command, ok } from '../command.ts'
import type { Session } from '../session.ts'

/** An extension that a session speaks once it is asked to. */
interface Extension {
  /** As it is announced. */
  readonly name: string
  isOn(session: Session): boolean
  /** For the rest of the session. */
  turnOn(session: Session): void
}

const extensions: readonly Extension[] = [
  {
    name: 'IMAP4rev2', // RFC 9051 §6.3.1
    isOn: ({ modes }) => modes.rev2,
    turnOn: session => session.setModes({ ...session.modes, rev2: true, utf8Names: true }),
  },
  {
    name: 'UTF8=ACCEPT', // RFC 6855 §3
    isOn: ({ modes }) => modes.utf8Accept,
    turnOn: session => session.setModes({ ...session.modes, utf8Names: true, utf8Accept: true }),
  },
  {
    name: 'CONDSTORE', // RFC 7162 §3.1
    isOn: ({ modes }) => modes.condstore,
    turnOn: session => session.enableCondstore(),
  },
  {
    name: 'QRESYNC', // RFC 7162 §3.2.3
    isOn: ({ modes }) => modes.qresync,
    turnOn(session) {
      session.enableCondstore()
      session.setModes({ ...session.modes, qresync: true })
    },
  },
  {
    name: 'UIDONLY', // RFC 9586 §3.1
    isOn: ({ modes }) => modes.uidOnly,
    turnOn: session => session.setModes({ ...session.modes, uidOnly: true }),
  },
  {
    name: 'METADATA', // RFC 5464 §4.1: what others change is told
    isOn: ({ modes }) => modes.metadata,
    turnOn(session) {
      session.setModes({ ...session.modes, metadata: true })
      session.telling.watch()
    },
  },
]

const byName: ReadonlyMap<string, Extension> = new Map(
  extensions.map(each => [each.name.toUpperCase(), each]),
)

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
    const off = [...asked]
      .map(name => byName.get(name))
      .filter(each => each !== undefined && announced.includes(each.name) && !each.isOn(session))
    session.writer.text(`* ${['ENABLED', ...off.map(each => each?.name)].join(' ')}\r\n`)
    for (const each of off) each?.turnOn(session)
    return ok('ENABLE completed')
  },
})
