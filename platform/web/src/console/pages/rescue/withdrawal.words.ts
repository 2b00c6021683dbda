import { partWords } from '@/shared/i18n/part'

export const words = {
  zh: {
    action: '撤回派单',
    text: '将撤回对「{unit}」的派单，对方会收到短信。撤回后可以重新派单。',
    reason: '撤回原因',
    hint: '例如：乘客已自行离开，或改派其他救援单位',
    missing: '请填写撤回原因。',
    submit: '确认撤回',
    withdrawn: '派单已撤回，对方不再前往。',
  },
  en: {
    action: 'Withdraw dispatch',
    text: 'The dispatch of “{unit}” will be withdrawn, and they are told by SMS. It can be dispatched again afterwards.',
    reason: 'Why it is withdrawn',
    hint: 'For example: the passengers got out by themselves, or another crew goes',
    missing: 'Say why it is withdrawn.',
    submit: 'Withdraw',
    withdrawn: 'The dispatch was withdrawn; that crew does not come.',
  },
} as const

export const w = partWords(words)
