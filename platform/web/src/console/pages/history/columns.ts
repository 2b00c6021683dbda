// 故障历史查询 as a list: its columns. Filters, tabs and actions join them as the list grows.
import { computed } from 'vue'
import type { Column } from '@/shared/kit/DataTable.vue'
import { t } from '@/shared/i18n'

const keys = ['code', 'place', 'what', 'people', 'happened', 'recovered', 'closed', 'result', 'limits', 'unit'] as const
export type HistoryColumn = (typeof keys)[number]

export const columns = computed<Column<HistoryColumn>[]>(() =>
  keys.map((key) => ({ key, label: t(`column.${key}`), heads: key === 'code' })),
)
