// The password rule of profile `manual` (AC-3) as a page can check it while typing; the server has the last word and
// knows the common passwords besides.

export type PasswordRule = 'length' | 'characters' | 'kinds'
export const passwordRules: readonly PasswordRule[] = ['length', 'characters', 'kinds']
export type Strength = 'weak' | 'medium' | 'strong'

const kinds = [/[A-Za-z]/, /[0-9]/, /\./, /_/]

function kindsIn(password: string): number {
  return kinds.filter((kind) => kind.test(password)).length
}

export function meets(password: string, rule: PasswordRule): boolean {
  switch (rule) {
    case 'length':
      return password.length >= 6 && password.length <= 20
    case 'characters':
      return /^[A-Za-z0-9._]+$/.test(password)
    case 'kinds':
      return kindsIn(password) >= 2
  }
}

// 弱, 中, 强: by length and by how many kinds of characters there are.
export function strengthOf(password: string): Strength {
  const score = (password.length >= 8 ? 1 : 0) + (password.length >= 12 ? 1 : 0) + kindsIn(password)
  if (!passwordRules.every((rule) => meets(password, rule)) || score <= 2) return 'weak'
  return score <= 4 ? 'medium' : 'strong'
}
