/**
 * Registrations with social networks, shops and the like, which an official box must not be used for: the letters
 * that such a service sends to confirm an address. Two things come together in them: the service, by the domain
 * that wrote or by its name in the text, and the act of registering.
 *
 * The services are `config/sign-up-services.csv`. Deliberately absent: newsletters and notices of those services,
 * which anybody may be sent.
 */
import { parseTable } from '../base/csv.ts'
import { fold } from '../base/fold.ts'
import type { Result } from '../base/result.ts'
import { plain, singleSpaced } from './plain-text.ts'

export interface SignUpService {
  readonly name: string
  /** Domains it writes from, subdomains included: `facebookmail.com`. */
  readonly domains: readonly string[]
  /** What its letters call it, folded: `facebook`, `tai khoan google`. */
  readonly names: readonly string[]
  /** Why it is listed, and which regulation names its like. */
  readonly source: string
}

const columns = ['service', 'domains', 'names', 'source']

/** Reads the table, or tells every bad line. */
export function parseSignUpServices(csv: string): Result<readonly SignUpService[], readonly string[]> {
  return parseTable(csv, columns, parseRow)
}

function parseRow(cells: readonly string[]): SignUpService | string {
  const [name = '', domainCell = '', nameCell = '', source = ''] = cells
  if (name === '') return 'no service'
  const domains = domainCell.split(' ').filter(domain => domain !== '')
  const bad = domains.find(domain => !/^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}$/.test(domain))
  if (bad !== undefined) return `bad domain ${bad}`
  if (domains.length === 0) return 'no domains'
  const names = nameCell.split('|').filter(part => part !== '')
  return { name, domains, names: names.map(part => fold(part)), source }
}

export interface SignUpLetter {
  readonly subject: string
  readonly body: string
  /** Address of the author. */
  readonly from: string
}

/** What is read of a body: the act stands at its start. */
const bodyLength = 6000

// Folded. Whoever writes one of these asks a person to finish a registration.
const acts =
  /xac nhan (?:viec )?dang ky|hoan tat (?:viec )?dang ky|hoan thanh (?:viec )?dang ky|dang ky thanh cong|ma (?:xac nhan|xac minh|xac thuc|kich hoat|otp)|xac (?:nhan|minh|thuc) (?:dia chi )?(?:email|e-mail|thu dien tu|tai khoan|dia chi)|kich hoat (?:tai khoan|email)|chao mung (?:ban )?(?:den|toi|gia nhap)|ban da (?:tao|dang ky) tai khoan|(?:verify|confirm|activate|validate) (?:your |this |the )?(?:new )?(?:\p{L}{1,20} )?(?:e-?mail|account|address|registration|identity)|(?:verification|confirmation|activation|security|login|one-time|sign-?up) (?:code|pass(?:code|word)|link)|complete (?:your )?(?:registration|sign-?up|account)|finish (?:setting up|signing up|creating)|is your [\p{L} ]{0,30}code|(?:your|ma) otp|otp (?:code|cua ban|la)|welcome to|thanks for (?:signing up|registering|joining)|thank you for (?:signing up|registering|creating)|confirm it.?s you/u

// Folded. Stronger words, for letters that only name a service: a code for the reader, or a link to press.
const plainActs =
  /ma (?:xac nhan|xac minh|xac thuc|otp)[\p{L} ]{0,40}(?:cua ban |la )?[:\s]*\d{4,8}|(?:verification|confirmation|security) code[\p{L} ]{0,20}[:\s]*\d{4,8}|\d{4,8} (?:la ma|is your)|(?:nhan|bam|nhap|an) (?:vao )?(?:nut|lien ket|duong dan|link|ma)[\p{L}, ]{0,60}(?:hoan tat|xac nhan|kich hoat|xac minh)|(?:verify|confirm|activate) your|hoan tat (?:viec )?dang ky tai khoan|complete your registration|cam on ban da dang ky tai khoan/u

/** Tells the service that a registration letter is for. */
export function createSignUpDetector(
  services: readonly SignUpService[],
): (letter: SignUpLetter) => string | null {
  const byDomain = new Map(services.flatMap(service => service.domains.map(domain => [domain, service])))
  return ({ subject, body, from }) => {
    const domain = from.slice(from.lastIndexOf('@') + 1).toLowerCase()
    const sender = serviceOf(byDomain, domain)
    // State bodies write about these services; they do not register anybody with them.
    if (sender === undefined && domain.endsWith('.gov.vn')) return null
    const title = fold(plain(subject.slice(0, bodyLength)))
    const text = singleSpaced(`${title}\n${fold(plain(body.slice(0, bodyLength)))}`)
    if (sender !== undefined) return acts.test(text) ? sender.name : null
    if (!plainActs.test(text)) return null
    return (
      services.find(service => service.names.some(name => hasName(title, name) || hasName(text, name)))
        ?.name ?? null
    )
  }
}

function serviceOf(byDomain: ReadonlyMap<string, SignUpService>, domain: string): SignUpService | undefined {
  for (let rest = domain; rest.includes('.'); rest = rest.slice(rest.indexOf('.') + 1)) {
    const service = byDomain.get(rest)
    if (service !== undefined) return service
  }
  return undefined
}

function hasName(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1))
    if (!/[\p{L}\d]/u.test(`${text[at - 1] ?? ''}${text[at + name.length] ?? ''}`)) return true
  return false
}
