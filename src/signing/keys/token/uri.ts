/**
 * PKCS #11 URIs (RFC 7512 §2.3): which key, on which token. The module and the PIN are the configuration's: a URI that
 * brings its own is refused, and so is any attribute that is not understood.
 *
 *     pkcs11:token=Office;object=sonoivu;id=%01
 *
 * `x-padding=pss`, a vendor attribute of ours, has an RSA key sign by RSA-PSS, for a certificate that is bound to it.
 */
import { fail, ok, type Result } from '../../../base/result.ts'

export interface TokenKeyUri {
  /** Label of the token. */
  readonly token: string | null
  readonly manufacturer: string | null
  readonly model: string | null
  readonly serial: string | null
  /** Label of the key. */
  readonly object: string | null
  /** CKA_ID, lower-case hex. */
  readonly id: string | null
  readonly pss: boolean
}

export const tokenScheme = 'pkcs11:'
const longest = 500

const textAttributes = ['token', 'manufacturer', 'model', 'serial', 'object'] as const

export function parseTokenUri(text: string): Result<TokenKeyUri, string> {
  if (!text.startsWith(tokenScheme) || text.length > longest) return fail('it does not begin with pkcs11:')
  const [path = '', query] = text.slice(tokenScheme.length).split('?', 2)
  if (query !== undefined)
    return fail('the module and the PIN are the configuration’s: leave out what follows "?"')
  const given = new Map<string, Buffer>()
  for (const attribute of path.split(';')) {
    const [, name = '', value = ''] = /^([a-z-]+)=([\w\-.~:[\]@!$'()*+,=&%/]+)$/.exec(attribute) ?? []
    const bytes = percentDecoded(value)
    if (name === '' || bytes === undefined || given.has(name))
      return fail(`"${/^[a-z-]{0,100}/.exec(attribute)}" is not an attribute of a PKCS #11 URI`)
    given.set(name, bytes)
  }
  const type = given.get('type')?.toString()
  const padding = given.get('x-padding')?.toString()
  const known = new Set<string>([...textAttributes, 'id', 'type', 'x-padding'])
  const unknown = [...given.keys()].find(name => !known.has(name))
  if (unknown !== undefined) return fail(`the attribute "${unknown}" is not understood`)
  if ((type ?? 'private') !== 'private' || (padding ?? 'pss') !== 'pss')
    return fail('type is "private", x-padding is "pss", or they are left out')
  if (!given.has('object') && !given.has('id')) return fail('it names no key: object=… or id=…')
  const of = (name: string) => given.get(name)?.toString() ?? null
  return ok({
    token: of('token'),
    manufacturer: of('manufacturer'),
    model: of('model'),
    serial: of('serial'),
    object: of('object'),
    id: given.get('id')?.toString('hex') ?? null,
    pss: padding !== undefined,
  })
}

function percentDecoded(text: string): Buffer | undefined {
  if (/%(?![0-9a-f]{2})/i.test(text)) return undefined
  return Buffer.from(
    text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}

/** The same key always has the same URI: it is the name that a key is counted under. */
export function formatTokenUri(uri: Partial<TokenKeyUri>): string {
  const texts = textAttributes.flatMap(name => {
    const value = uri[name]
    return value == null ? [] : [`${name}=${percentEncoded(Buffer.from(value))}`]
  })
  const id = uri.id == null ? [] : [`id=${uri.id.replace(/../g, '%$&')}`]
  return tokenScheme + [...texts, ...id, ...(uri.pss === true ? ['x-padding=pss'] : [])].join(';')
}

function percentEncoded(bytes: Buffer): string {
  const unreserved = /[\w\-.~]/
  return [...bytes.toString('latin1')]
    .map(octet => (unreserved.test(octet) ? octet : `%${octet.charCodeAt(0).toString(16).padStart(2, '0')}`))
    .join('')
}
