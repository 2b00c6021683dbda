import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as states from '@/shared/domain/states'
import { limitMarks } from '@/shared/domain/limits'
import { iconNames } from '@/shared/kit/icons'
import { zh } from '@/shared/i18n/zh'

const sprite = readFileSync('assets/icons.svg', 'utf8')
const tokens = readFileSync('src/shared/kit/tokens.css', 'utf8')

describe('icons', () => {
  it('are those of the sprite', () => {
    expect([...sprite.matchAll(/<symbol id="([\w-]+)"/g)].map((match) => match[1])).toEqual([...iconNames])
  })
})

describe('the states table', () => {
  const families = {
    orderStates: states.orderStates,
    tags: states.tags,
    sources: states.sources,
    occupancies: states.occupancies,
    noticeStates: states.noticeStates,
    limitMarks,
  }

  it.each(Object.entries(families))('%s: every state has a word and an icon', (_name, family) => {
    for (const mark of Object.values(family)) {
      expect(zh).toHaveProperty([mark.label])
      expect(iconNames).toContain(mark.icon)
    }
  })

  it.each(Object.entries(families))('%s: no two states share a word, so that colour is never the only mark', (_name, family) => {
    const labels = Object.values(family).map((mark) => zh[mark.label])
    expect(new Set(labels).size).toBe(labels.length)
  })
})

describe('contrast (WCAG AA, 4.5:1)', () => {
  const themes = [...tokens.matchAll(/\[data-theme='(\w+)'\] \{([^}]*)\}/g)].map((match) => ({
    name: match[1]!,
    colours: Object.fromEntries([...match[2]!.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((pair) => [pair[1]!, pair[2]!])),
  }))

  function luminance(hex: string): number {
    const channels = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    const [r, g, b] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
  }
  function contrast(one: string, other: string): number {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
    return (light! + 0.05) / (dark! + 0.05)
  }

  it('knows both themes', () => expect(themes.map((theme) => theme.name)).toEqual(['light', 'dark']))

  for (const { name, colours } of themes) {
    const pairs = [
      ...Object.keys(colours).filter((key) => key.startsWith('on-')).map((key) => [key, key.slice(3)]),
      ...['ink', 'ink-2', 'ink-3'].flatMap((ink) => ['page', 'surface', 'sunken', 'hover'].map((ground) => [ink, ground])),
      // Words in a state's hue on plain grounds.
      ...['danger', 'warn', 'ok', 'accent'].flatMap((hue) => ['page', 'surface', 'hover'].map((ground) => [`on-${hue}-soft`, ground])),
      // What stands in a row that is chosen.
      ...['ink', 'ink-2', 'on-danger-soft'].map((ink) => [ink, 'accent-soft']),
    ] as [string, string][]
    it.each(pairs)(`${name}: %s on %s`, (ink, ground) => {
      expect(contrast(colours[ink]!, colours[ground]!)).toBeGreaterThanOrEqual(4.5)
    })
    it(`${name}: edges of controls reach 3:1`, () => {
      expect(contrast(colours['edge-strong']!, colours['surface']!)).toBeGreaterThanOrEqual(3)
    })
  }
})
