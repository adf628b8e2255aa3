/**
 * The text of HTML, for search and for rules that read a letter: no rendering, no styles, one pass. Where markup ends
 * is decided as a browser decides it (HTML Living Standard §13.2.5): a `>` inside a quoted value ends no tag.
 */
import { decodeHTML } from 'entities'

/** Elements whose content is no text of the page. */
const silent = /^(?:script|style|title|template)$/
/** Elements that begin a line. */
const block = /^(?:p|div|br|tr|li|ul|ol|table|h[1-6]|blockquote|pre|hr|section|article|header|footer|td|th)$/
/** Attributes that some program shows: in the place of a picture, under the pointer, in a form. */
const spoken = /^(?:alt|title|value|placeholder|label)$/i

export interface HtmlText {
  /** Tags taken out, entities decoded, blocks separated by line ends, white space collapsed. */
  readonly shown: string
  /** What is shown elsewhere than in the page, or by some programs only: its title, attributes, comments for Outlook. */
  readonly aside: string
}

export function textOfHtml(html: string): string {
  return readHtml(html).shown
}

export function readHtml(html: string): HtmlText {
  // ASCII only: other letters may change their length with their case, and offsets must stay.
  const lower = html.replace(/[A-Z]+/g, capitals => capitals.toLowerCase())
  const asides: string[] = []
  let shown = ''
  let position = 0
  while (position < html.length) {
    const open = html.indexOf('<', position)
    if (open < 0) break
    shown += html.slice(position, open)
    const markup = /^<(?:(!--|[!?])|(\/?)([a-z][a-z0-9]{0,15}))/.exec(lower.slice(open, open + 20))
    if (markup === null) {
      // A lone `<`, as in `a < b`.
      shown += '<'
      position = open + 1
      continue
    }
    const [whole, special, slash, element = ''] = markup
    if (special !== undefined) {
      position = special === '!--' ? commentEnd(html, open) : after(html, '>', open)
      if (special === '!--') asides.push(conditional(html.slice(open, position)))
      continue
    }
    position = readTag(html, open + whole.length, asides)
    if (block.test(element)) shown += '\n'
    if (slash === '' && silent.test(element)) {
      const end = lower.indexOf(`</${element}`, position)
      if (element === 'title') asides.push(html.slice(position, end < 0 ? html.length : end))
      position = end < 0 ? html.length : end
    }
  }
  return { shown: readable(shown + html.slice(position)), aside: readable(asides.join('\n')) }
}

function after(html: string, what: string, from: number): number {
  const found = html.indexOf(what, from)
  return found < 0 ? html.length : found + what.length
}

/** `<!-->` is a comment, too, and `--!>` ends one. */
function commentEnd(html: string, open: number): number {
  const end = /--!?>/g
  end.lastIndex = open + 2
  return end.exec(html) === null ? html.length : end.lastIndex
}

/** `<!--[if mso]>…<![endif]-->` is no comment to Outlook. */
function conditional(comment: string): string {
  const inner = /^<!--\[if[^>]*>(.*)<!/is.exec(comment)?.[1]
  return inner === undefined ? '' : textOfHtml(inner.replaceAll('<!--', '<!'))
}

const attribute = /[\s/]*(?:(>)|([^\s/>][^\s/>=]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"'][^\s>]*)?)?)/y

/** Reads the attributes of a tag, and adds the values that are shown to `words`. Returns where the tag ends. */
function readTag(html: string, start: number, words: string[]): number {
  attribute.lastIndex = start
  for (let match = attribute.exec(html); match !== null; match = attribute.exec(html)) {
    const [, close, name, value] = match
    if (close !== undefined) return attribute.lastIndex
    if (value !== undefined && spoken.test(name as string)) words.push(value.replace(/^(["'])(.*)\1$/s, '$2'))
  }
  return html.length
}

function readable(text: string): string {
  return decodeHTML(text)
    .normalize('NFC')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim()
}
