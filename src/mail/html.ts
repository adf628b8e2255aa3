/** The text of HTML, for search and for rules that read a letter: no rendering, no styles, one pass. */

/** Elements whose content is no text. */
const silent = /^(?:script|style|head|title|template)$/
/** Elements that begin a line. */
const block = /^(?:p|div|br|tr|li|ul|ol|table|h[1-6]|blockquote|pre|hr|section|article|header|footer|td|th)$/

/** Tags taken out, entities decoded, blocks separated by line ends, white space collapsed. */
export function textOfHtml(html: string): string {
  // ASCII only: other letters may change their length with their case, and offsets must stay.
  const lower = html.replace(/[A-Z]+/g, capitals => capitals.toLowerCase())
  const find = (what: string, from: number) => {
    const found = lower.indexOf(what, from)
    return found < 0 ? html.length : found
  }
  let text = ''
  let position = 0
  while (position < html.length) {
    const open = html.indexOf('<', position)
    if (open < 0) break
    text += html.slice(position, open)
    const tag = /^<(?:(!--|[!?])|(\/?)([a-z][a-z0-9]{0,15}))/.exec(lower.slice(open, open + 20))
    if (tag === null) {
      // A lone `<`, as in `a < b`.
      text += '<'
      position = open + 1
      continue
    }
    const [, special, slash, element = ''] = tag
    const end = special === '!--' ? '-->' : '>'
    position = find(end, open) + end.length
    if (block.test(element)) text += '\n'
    if (slash === '' && silent.test(element)) position = find(`</${element}`, position)
  }
  return decodeEntities(text + html.slice(position))
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim()
}

const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['ndash', '–'],
  ['mdash', '—'],
  ['hellip', '…'],
  ['lsquo', '‘'],
  ['rsquo', '’'],
  ['ldquo', '“'],
  ['rdquo', '”'],
  ['laquo', '«'],
  ['raquo', '»'],
  ['bull', '•'],
  ['middot', '·'],
  ['deg', '°'],
  ['copy', '©'],
  ['reg', '®'],
  ['eth', 'đ'],
  ['ETH', 'Đ'],
])

/** Marks that make an entity's name with a letter before them: `&agrave;`, `&Ocirc;`. */
const marks = new Map([
  ['grave', '\u0300'],
  ['acute', '\u0301'],
  ['circ', '\u0302'],
  ['tilde', '\u0303'],
  ['breve', '\u0306'],
  ['uml', '\u0308'],
  ['ring', '\u030a'],
  ['cedil', '\u0327'],
])

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,12}));?/gi, (whole, decimal, hex, name) => {
      if (name !== undefined) return namedEntity(name as string) ?? whole
      const code = decimal === undefined ? parseInt(hex as string, 16) : Number(decimal)
      return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
        ? String.fromCodePoint(code)
        : '\ufffd'
    })
    .normalize('NFC')
}

function namedEntity(name: string): string | undefined {
  const mark = marks.get(name.slice(1))
  return mark === undefined ? entities.get(name) : name[0] + mark
}
