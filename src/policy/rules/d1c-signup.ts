/** D1c-signup: an official box is not for accounts at social networks and shops; their registration mail is flagged. */
import { directive, mailRegulations } from '../citations.ts'
import type { Rule } from '../rules.ts'
import { authorOf, finding } from '../seen.ts'

export const signUpRule: Rule = {
  id: 'D1c-signup',
  title: {
    vi: 'Không dùng hộp thư công vụ đăng ký mạng xã hội, sàn thương mại',
    en: 'No accounts at social networks and shops with an official box',
  },
  citation: directive('1.c', mailRegulations),
  find({ letter }) {
    const { signUp } = letter.findings
    if (letter.channel !== 'mx' || signUp === null) return []
    return [finding('sign-up', authorOf(letter), { service: signUp })]
  },
}
