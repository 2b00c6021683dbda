// Something fetched that a page shows: loading, there, refused; fetched again on demand, the newest answer winning.

import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface Resource<T> {
  data: ShallowRef<T | undefined>
  error: ShallowRef<unknown>
  loading: Ref<boolean>
  refresh: () => Promise<void>
}

export function useResource<T>(load: () => Promise<T>): Resource<T> {
  const data = shallowRef<T>()
  const error = shallowRef<unknown>()
  const loading = ref(false)
  let newest = 0

  async function refresh(): Promise<void> {
    const mine = ++newest
    loading.value = true
    try {
      const answer = await load()
      if (mine !== newest) return
      data.value = answer
      error.value = undefined
    } catch (problem) {
      if (mine === newest) error.value = problem
    } finally {
      if (mine === newest) loading.value = false
    }
  }

  return { data, error, loading, refresh }
}
