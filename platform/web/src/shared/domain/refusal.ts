// A refusal in the user's language: what is wrong and what to do. Known codes have our own sentence; for the others the
// server's own text is shown in the language of the page.

import { Refusal, Unreachable, type Problem } from '@/shared/api/errors'
import { keyOf, locale, t } from '@/shared/i18n'

export function refusalText(error: unknown): string {
  if (error instanceof Unreachable) return t('problem.unreachable')
  if (error instanceof Refusal) return problemText(error.problem)
  return t('problem.internal')
}

export function problemText(problem: Problem): string {
  switch (problem.code) {
    case 'weak_password':
      return t('problem.weak_password', { rule: t(keyOf('problem.weak', problem.rule ?? '') ?? 'problem.weak.other') })
    case 'step_refused':
      return t(keyOf('problem.step', problem.rule ?? '') ?? 'problem.step.other')
    case 'too_many_attempts':
      return problem.retry_after_s === undefined
        ? t('problem.too_many_attempts_soon')
        : t('problem.too_many_attempts', { seconds: problem.retry_after_s })
    default: {
      const key = keyOf('problem', problem.code)
      if (key) return t(key)
      return locale.value === 'zh' ? problem.title : problem.title_en
    }
  }
}
