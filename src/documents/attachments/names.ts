/**
 * Names of attachments: which of them some system runs, and the tricks that hide it. What a name ends with is read
 * as Windows, macOS and Linux would read it, not as a person sees it. The suffixes are data
 * (`config/dangerous-types.csv`); rows of an administrator's file add to them.
 */
import { parseTable } from '../../base/csv.ts'
import type { Result } from '../../base/result.ts'

/** A suffix of names that some system runs. */
export interface DangerousType {
  /** Lower case, without the dot. */
  readonly suffix: string
  /** In Vietnamese, for people. */
  readonly why: string
  readonly source: string
}

const columns = ['suffix', 'why', 'source']

/** Reads the table, or tells every bad line. */
export function parseDangerousTypes(csv: string): Result<readonly DangerousType[], readonly string[]> {
  return parseTable(csv, columns, ([suffix = '', why = '', source = '']) =>
    /^[a-z0-9][a-z0-9-]{0,31}$/.test(suffix) ? { suffix, why, source } : `bad suffix ${suffix}`,
  )
}

/** Characters that nobody sees, or that turn the direction of writing. */
const unseen = /\p{Default_Ignorable_Code_Point}/gu
/** What looks like a full stop, or becomes one where names are normalised. */
const dots = /[\u2024\u3002\ufe52\uff0e\uff61]/gu
/** `name.{3050F4D8-98B5-11CF-BB82-00AA00BDCE0B}`: Windows runs the class and does not show the suffix. */
const classId = /\.\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/iu

export interface NameFacts {
  /** Lower case, without the dot; empty when there is none. */
  readonly suffix: string
  readonly runnable: boolean
  /** Runnable, and written so that a person takes it for something else. */
  readonly tricked: boolean
}

/** A name as it stands in a header or an archive, with whatever controls are in it. */
export function nameFacts(name: string, runnableSuffixes: ReadonlySet<string>): NameFacts {
  // Some programs stop at NUL and some do not.
  const readings = name.includes('\0') ? [name, name.slice(0, name.indexOf('\0'))] : [name]
  const all = readings.map(reading => readingFacts(reading, runnableSuffixes))
  const facts = all.find(candidate => candidate.runnable) ?? (all[0] as NameFacts)
  return { ...facts, tricked: facts.tricked || (facts.runnable && readings.length > 1) }
}

function readingFacts(name: string, runnableSuffixes: ReadonlySet<string>): NameFacts {
  const plain = fileName(name)
  const parts = plain.split('.')
  const suffix = parts.length > 1 ? (parts.at(-1) as string).trim() : ''
  const runnable = runnableSuffixes.has(suffix) || classId.test(plain)
  const before = parts.length > 2 ? (parts.at(-2) as string).trim() : ''
  const tricked =
    runnable &&
    (name.search(unseen) >= 0 ||
      name.search(dots) >= 0 ||
      /\s{3}/u.test(name) ||
      classId.test(plain) ||
      suffixFamily(before) !== undefined)
  return { suffix, runnable, tricked }
}

/** The last component, lower case, as a file system would end up with it. */
function fileName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(unseen, '')
    .replace(dots, '.')
    .replace(/[\0-\x1f\x7f]/g, '')
    .split(/[/\\]/)
    .at(-1)!
    .toLowerCase()
    .replace(/:[^:]*:\$data$/u, '')
    .replace(/[\s.]+$/u, '')
}

/** What a name or a declared type promises, and what a content is. */
export type Family = 'picture' | 'text' | 'document' | 'container' | 'program'

const families = new Map<string, Family>(
  (
    [
      [
        'picture',
        'jpg jpeg jpe jfif png gif bmp tif tiff webp heic svg ico mp3 mp4 wav avi mov mkv m4a ogg wmv',
      ],
      ['text', 'txt csv log md ics vcf htm html xml json'],
      [
        'document',
        'pdf doc docx docm dot dotx rtf odt xls xlsx xlsm xlsb ods ppt pptx pptm pps ppsx odp eml msg',
      ],
      ['container', 'zip rar 7z gz tgz tar bz2 xz cab'],
    ] as const
  ).flatMap(([family, suffixes]) => suffixes.split(' ').map(suffix => [suffix, family] as const)),
)

/** The family of files with a suffix; undefined for one that promises nothing. */
export function suffixFamily(suffix: string): Family | undefined {
  return families.get(suffix)
}

/** Longest name that facts carry. */
const shownChars = 200

/** A name for people: NFC, without what nobody sees, its end kept when it is too long. */
export function shownName(name: string): string {
  const shown = name
    .normalize('NFC')
    .replace(/[\0-\x1f\x7f-\x9f\u2028\u2029]+/g, ' ')
    .replace(unseen, '')
    .trim()
  return shown.length <= shownChars ? shown : `${shown.slice(0, shownChars - 41)}…${shown.slice(-40)}`
}

/** The words of a name in lines of their own, as far as signs separate them: `[MẬT] ke hoach.docx`. */
export function nameAsText(name: string): string {
  return name
    .replace(/\.[^.\s]{1,8}$/u, '')
    .replace(/[[\](){}_,;+/\\]+|\s*[-–—]+\s+|\s+[-–—]+\s*/gu, '\n')
    .trim()
}
