import { partWords } from '@/shared/i18n/part'

export const words = {
  zh: {
    title: '退回上一步',
    text: '将从「{from}」退回到「{to}」。时限照常计时，原记录保留在处置记录中。',
    reason: '退回原因',
    reason_hint: '例如：误点到达',
    submit: '确认退回',
    reason_missing: '请填写退回原因。',
  },
  en: {
    title: 'Step back',
    text: 'From “{from}” back to “{to}”. Limits run on, and what was recorded stays in the timeline.',
    reason: 'Reason',
    reason_hint: 'e.g. tapped by mistake',
    submit: 'Confirm',
    reason_missing: 'Please give a reason.',
  },
} as const

export const w = partWords(words)
