/**
 * D1c-secret: nothing with the stamp of a state secret travels on a system that is connected to the Internet. Refused
 * in both directions, whoever it is; no setting and no exception says otherwise. The evidence holds level and place,
 * never the text.
 */
import { directive, secrecyLaw } from '../citations.ts'
import type { Rule } from '../rules.ts'
import { authorOf, finding } from '../seen.ts'

export const secretRule: Rule = {
  id: 'D1c-secret',
  title: {
    vi: 'Không gửi, nhận bí mật nhà nước qua thư điện tử',
    en: 'State secrets do not travel by mail',
  },
  citation: directive('1.c', secrecyLaw),
  find({ letter }) {
    const levels = ['tuyet-mat', 'toi-mat', 'mat'] as const
    const { stamps } = letter.findings
    const level = levels.find(each => stamps.some(stamp => stamp.level === each))
    if (level === undefined) return []
    return [
      finding('secret-stamp', authorOf(letter), {
        level,
        places: [...new Set(stamps.map(({ place }) => place))],
        disguises: [...new Set(stamps.flatMap(({ disguises }) => disguises))],
      }),
    ]
  },
}
