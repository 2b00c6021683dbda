import { partWords } from '@/shared/i18n/part'

export const words = {
  zh: {
    place: '{place}{cause}',
    mains: '停电',
    counts: '共 {count} 单，未办结 {open}，待接单 {waiting}',
    none: '没有群体困人事件',
    minutes: '已 {count} 分钟',
    sort: '排序',
    by_people: '被困人员',
    by_minutes: '被困时长',
    by_site: '地点',
    pages: '翻页',
    page: '第 {page} / {pages} 页',
    earlier: '上一页',
    later: '下一页',
  },
  en: {
    place: '{place}{cause}',
    mains: ', power cut',
    counts: '{count} orders, {open} open, {waiting} waiting',
    none: 'No mass incident',
    minutes: '{count} min',
    sort: 'Sorted by',
    by_people: 'People inside',
    by_minutes: 'Time trapped',
    by_site: 'Place',
    pages: 'Pages',
    page: 'Page {page} of {pages}',
    earlier: 'Previous',
    later: 'Next',
  },
} as const

export const w = partWords(words)
