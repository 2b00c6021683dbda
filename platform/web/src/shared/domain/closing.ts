// The closing form (RS-8, RS-16): what was typed, what is wrong with it, and what is sent.

import type { Closing } from '@/shared/api/client'
import type { MessageKey } from '@/shared/i18n'
import type { Cause } from './states'

export interface ClosingForm {
  result: Closing['result']
  cause: Cause | ''
  causeText: string
  trapped: string
  hurt: string
  scene: string
}

export type ClosingErrors = Partial<Record<keyof ClosingForm, MessageKey>>

const mostPeople = 99

function people(text: string): number | null {
  const trimmed = text.trim()
  if (!/^\d{1,3}$/.test(trimmed)) return null
  const count = Number(trimmed)
  return count <= mostPeople ? count : null
}

export function closingErrors(form: ClosingForm): ClosingErrors {
  const errors: ClosingErrors = {}
  const trapped = people(form.trapped)
  const hurt = people(form.hurt)
  if (form.cause === '') errors.cause = 'closing.cause_missing'
  if (form.cause === 'other' && form.causeText.trim() === '') errors.causeText = 'closing.cause_text_missing'
  if (trapped === null) errors.trapped = 'closing.invalid_people'
  if (hurt === null) errors.hurt = 'closing.invalid_people'
  else if (trapped !== null && hurt > trapped) errors.hurt = 'closing.hurt_more'
  return errors
}

// Only for a form without errors. 其他 is sent as the user's own words.
export function closingOf(form: ClosingForm): Closing {
  return {
    result: form.result,
    cause: form.cause === 'other' ? form.causeText.trim() : form.cause,
    people_trapped: people(form.trapped) ?? 0,
    people_hurt: people(form.hurt) ?? 0,
    ...(form.scene.trim() ? { scene: form.scene.trim() } : {}),
  }
}
