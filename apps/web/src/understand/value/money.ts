import type { Metric } from '@tandem/contract'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { placeFor, roundTo } from '../../ui/rounding.ts'

export interface Range {
  readonly lower: number
  readonly upper: number
}

export interface MoneyFormat {
  /** An amount, rounded to what its interval supports. */
  readonly amount: (value: number, interval: Range) => string
  /** Both ends of an interval, rounded alike; the currency stands once where it is no sign before the number. */
  readonly ends: (interval: Range) => { readonly lower: string; readonly upper: string }
  /** A number of an axis: short, without the currency. */
  readonly axis: (value: number) => string
  /** A number as it would be in the amount, without the currency. */
  readonly plain: (value: number, interval: Range) => string
}

/** Whether a label is a currency (ISO 4217) that Intl knows. */
export function isCurrency(label: string): boolean {
  return /^[A-Z]{3}$/.test(label) && Intl.supportedValuesOf('currency').includes(label)
}

/** The figures that are in money, where any is said to be; else all of them. */
export function moneyAmong(figures: readonly Metric[]): readonly Metric[] {
  const money = figures.filter((m) => isCurrency(m.unitLabel))
  return money.length > 0 ? money : figures
}

/** The metric that is most likely money: in a currency, else one that is better when higher, else the first. */
export function mainMoney(figures: readonly Metric[]): Metric | undefined {
  return (
    figures.find((m) => isCurrency(m.unitLabel)) ?? figures.find((m) => m.direction === 'up') ?? figures[0]
  )
}

/** Amounts in a currency by Intl; in any other label, numbers with it behind. */
export function moneyFormatOf(language: string, currency: string): MoneyFormat {
  const known = isCurrency(currency)
  const write = (value: number, place: number) => {
    const digits = Math.max(0, -place)
    const style = known ? { style: 'currency' as const, currency } : {}
    const number = new Intl.NumberFormat(language, {
      ...style,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(roundTo(value, place))
    return (known || currency === '' ? number : `${number} ${currency}`).replace('-', '\u2212')
  }
  const plainly = (value: number, place: number) =>
    new Intl.NumberFormat(language, { maximumFractionDigits: Math.max(0, -place) })
      .format(roundTo(value, place))
      .replace('-', '\u2212')
  const placeOf = ({ lower, upper }: Range) => placeFor((upper - lower) / 2)
  const small = new Intl.NumberFormat(language, { maximumSignificantDigits: 2 })
  const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 })
  return {
    amount: (value, interval) => write(value, placeOf(interval)),
    ends: (interval) => ({
      lower: write(interval.lower, placeOf(interval)),
      upper: write(interval.upper, placeOf(interval)),
    }),
    axis: (value) => (Math.abs(value) < 1 ? small : short).format(value).replace('-', '\u2212'),
    plain: (value, interval) => plainly(value, placeOf(interval)),
  }
}

export function useMoney(currency: string): MoneyFormat {
  const { i18n } = useTranslation('value')
  return useMemo(() => moneyFormatOf(i18n.language, currency), [i18n.language, currency])
}
