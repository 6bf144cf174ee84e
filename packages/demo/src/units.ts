import type { unitBody } from '@tandem/contract'
import type { z } from 'zod'
import { china } from './geography/china.ts'
import { hungary } from './geography/hungary.ts'
import { russia } from './geography/russia.ts'
import { unitedKingdom } from './geography/united-kingdom.ts'
import { pick, stream } from './random.ts'

export type Country = 'uk' | 'ru' | 'hu' | 'cn'
export type Language = 'en' | 'ru' | 'hu' | 'zh'
export const countryLanguage: Readonly<Record<Country, Language>> = { uk: 'en', ru: 'ru', hu: 'hu', cn: 'zh' }

/** A unit to create: as the API takes it, with the parent's key in place of its id. */
export type DemoUnit = Omit<z.output<typeof unitBody>, 'parentId'> & { readonly parentKey: string | null }

export type Store = {
  readonly key: string
  readonly name: string
  readonly country: Country
  readonly region: string
  /** Relative number of customers; 1 on average. */
  readonly size: number
}

const countries: readonly [Country, string, string][] = [
  ['uk', 'United Kingdom', unitedKingdom],
  ['ru', 'Россия', russia],
  ['hu', 'Magyarország', hungary],
  ['cn', '中国', china],
]

const regions: readonly [string, Country, string][] = [
  ['london', 'uk', 'London & South East'],
  ['south-west', 'uk', 'South West & Wales'],
  ['midlands', 'uk', 'Midlands'],
  ['north', 'uk', 'North of England'],
  ['scotland', 'uk', 'Scotland'],
  ['moscow', 'ru', 'Москва и Центр'],
  ['north-west-ru', 'ru', 'Северо-Запад'],
  ['volga', 'ru', 'Поволжье'],
  ['ural-siberia', 'ru', 'Урал и Сибирь'],
  ['south-ru', 'ru', 'Юг'],
  ['budapest', 'hu', 'Budapest és környéke'],
  ['dunantul', 'hu', 'Dunántúl'],
  ['alfold', 'hu', 'Alföld'],
  ['north-hu', 'hu', 'Észak-Magyarország'],
  ['east-cn', 'cn', '华东'],
  ['south-cn', 'cn', '华南'],
  ['north-cn', 'cn', '华北'],
  ['south-west-cn', 'cn', '西南'],
  ['central-cn', 'cn', '华中'],
]

/** Teams of the contact centre: key, name, language, latitude, longitude. */
const teams: readonly [string, string, Language, number, number][] = [
  ['team-leeds-phone', 'Phone team, Leeds', 'en', 53.8, -1.55],
  ['team-leeds-chat', 'Chat team, Leeds', 'en', 53.8, -1.55],
  ['team-cardiff', 'Orders team, Cardiff', 'en', 51.48, -3.18],
  ['team-samara-phone', 'Телефонная линия, Самара', 'ru', 53.2, 50.14],
  ['team-samara-chat', 'Чат и почта, Самара', 'ru', 53.2, 50.14],
  ['team-miskolc', 'Ügyfélszolgálat, Miskolc', 'hu', 48.1, 20.78],
  ['team-wuhan-phone', '武汉 电话组', 'zh', 30.58, 114.28],
  ['team-wuhan-chat', '武汉 在线组', 'zh', 30.58, 114.28],
]

/** Backstage departments: key, name, people, language, latitude, longitude. */
const departments: readonly [string, string, number, Language, number, number][] = [
  ['wh-leeds', 'Warehouse Leeds', 140, 'en', 53.77, -1.51],
  ['wh-bristol', 'Warehouse Bristol', 80, 'en', 51.52, -2.67],
  ['wh-podolsk', 'Склад Подольск', 90, 'ru', 55.42, 37.55],
  ['wh-tatabanya', 'Tatabányai raktár', 50, 'hu', 47.58, 18.4],
  ['wh-suzhou', '苏州仓库', 90, 'zh', 31.3, 120.6],
  ['accounting', 'Accounting', 55, 'en', 53.8, -1.55],
  ['digital', 'Digital & app', 60, 'en', 51.52, -0.1],
  ['range', 'Range & pricing', 45, 'en', 53.8, -1.55],
  ['people', 'People & training', 35, 'en', 53.8, -1.55],
]

/** Partners: key, name, country, what they do. */
const partners: readonly [string, string, Country, 'carrier' | 'installer'][] = [
  ['carrier-uk', 'Redbarrow Parcels', 'uk', 'carrier'],
  ['carrier-ru', 'Быстрый воз', 'ru', 'carrier'],
  ['carrier-hu', 'Fürge Futár', 'hu', 'carrier'],
  ['carrier-cn', '飞燕快递', 'cn', 'carrier'],
  ['install-uk', 'Hartley & Sons Fitters', 'uk', 'installer'],
  ['install-ru', 'Мастер на час плюс', 'ru', 'installer'],
  ['install-hu', 'Jó Kéz Szerelők', 'hu', 'installer'],
  ['install-cn', '安心到家安装', 'cn', 'installer'],
]

const formats = ['retail park', 'high street', 'shopping centre']

export type Company = {
  readonly units: readonly DemoUnit[]
  readonly stores: readonly Store[]
  readonly teams: readonly { readonly key: string; readonly language: Language }[]
  /** Units with employees, and how many work there at a time. */
  readonly staffed: readonly {
    readonly key: string
    readonly headcount: number
    readonly language: Language
    readonly role: 'store' | 'team' | 'department'
  }[]
}

const unit = (key: string, name: string, kind: DemoUnit['kind'], parentKey: string | null): DemoUnit => ({
  key,
  name,
  kind,
  parentKey,
  attributes: {},
  latitude: null,
  longitude: null,
  openedOn: null,
})

type StoreRow = { readonly store: Store; readonly unit: DemoUnit; readonly headcount: number }

function readStores(seed: number): StoreRow[] {
  const rng = stream(seed, 'stores')
  return countries.flatMap(([country, , rows]) =>
    rows
      .trim()
      .split('\n')
      .map((row, i): StoreRow => {
        const [region = '', name = '', latitude, longitude] = row.split(' | ')
        const size = Math.exp(0.32 * rng.normal() - 0.05)
        const headcount = Math.round(12 + 16 * size)
        const attributes = {
          city: name.split(country === 'cn' ? ' ' : ',')[0]!,
          format: pick(rng, formats),
          size: size > 1.25 ? 'large' : size < 0.8 ? 'small' : 'medium',
        }
        const key = `${country}-${String(i + 1).padStart(3, '0')}`
        const openedOn = `${1994 + Math.floor(rng.uniform() * 28)}-0${1 + Math.floor(rng.uniform() * 9)}-01`
        return {
          store: { key, name, country, region, size },
          headcount,
          unit: {
            ...unit(key, name, 'site', region),
            attributes,
            latitude: Number(latitude),
            longitude: Number(longitude),
            openedOn,
          },
        }
      }),
  )
}

/** The company's tree, parents before children. */
export function createCompany(seed: number): Company {
  const rows = readStores(seed)
  const units: DemoUnit[] = [
    ...countries.map(([key, name]) => unit(key, name, 'region', null)),
    ...regions.map(([key, parent, name]) => unit(key, name, 'region', parent)),
    ...rows.map((row) => row.unit),
    unit('contact-centre', 'Contact centre', 'department', null),
    ...teams.map(([key, name, language, latitude, longitude]) => ({
      ...unit(key, name, 'team', 'contact-centre'),
      attributes: { language },
      latitude,
      longitude,
    })),
    unit('backstage', 'Backstage', 'department', null),
    ...departments.map(([key, name, , , latitude, longitude]) => ({
      ...unit(key, name, 'department', 'backstage'),
      latitude,
      longitude,
    })),
    unit('partners', 'Partners', 'partner', null),
    ...partners.map(([key, name, country, does]) => ({
      ...unit(key, name, 'partner', 'partners'),
      attributes: { country, does },
    })),
  ]
  return {
    units,
    stores: rows.map((row) => row.store),
    teams: teams.map(([key, , language]) => ({ key, language })),
    staffed: [
      ...rows.map(({ store, headcount }) => ({
        key: store.key,
        headcount,
        language: countryLanguage[store.country],
        role: 'store' as const,
      })),
      ...teams.map(([key, , language]) => ({ key, headcount: 52, language, role: 'team' as const })),
      ...departments.map(([key, , headcount, language]) => ({
        key,
        headcount,
        language,
        role: 'department' as const,
      })),
    ],
  }
}
