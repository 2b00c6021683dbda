import { partWords } from '@/shared/i18n/part'

export const words = {
  zh: {
    subtitle: '若此刻发生困人，以下单位或人员将无法通知到。请尽快补齐或更正。',
    none: '所有救援联系人都能通知到',
    nobody: '（无人）',
    since: '{time} 起',
    no_rescuer: '未登记救援人',
    no_phone: '未登记电话',
    invalid_number: '电话号码有误',
    failing: '连续发送失败',
  },
  en: {
    subtitle: 'If people were trapped now, these could not be told. Complete or correct them soon.',
    none: 'Every rescue contact can be reached',
    nobody: '(nobody)',
    since: 'Since {time}',
    no_rescuer: 'Nobody to call',
    no_phone: 'No telephone',
    invalid_number: 'Invalid number',
    failing: 'Deliveries keep failing',
  },
} as const

export const w = partWords(words)
