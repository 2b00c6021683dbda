import { partWords } from '@/shared/i18n/part'

export const words = {
  zh: {
    title: '快捷键',
    enabled: '启用单键快捷键',
    move: '选择上一个 / 下一个工单',
    open: '打开所选工单',
    accept: '接单',
    arrive: '到达',
    rescue: '救出',
    back: '退回上一步',
    close: '返回列表',
    help: '显示本帮助',
    rescue_page: '前往故障处置中心',
    history_page: '前往故障历史查询',
  },
  en: {
    title: 'Keys',
    enabled: 'Single-key shortcuts',
    move: 'Previous / next order',
    open: 'Open the chosen order',
    accept: 'Accept',
    arrive: 'Arrived',
    rescue: 'Rescued',
    back: 'Step back',
    close: 'Back to the list',
    help: 'Show this help',
    rescue_page: 'Go to the rescue desk',
    history_page: 'Go to the history',
  },
} as const

export const w = partWords(words)
