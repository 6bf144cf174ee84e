import type { PersonKind, UnitKind } from '@tandem/contract'

// Records typed by the contract: a new kind must be added here to compile, and no schema reaches the browser.
const people: Readonly<Record<PersonKind, true>> = { employee: true, customer: true, evaluator: true }
const units: Readonly<Record<UnitKind, true>> = {
  region: true,
  site: true,
  team: true,
  department: true,
  partner: true,
}

export const isPersonKind = (text: unknown): text is PersonKind =>
  typeof text === 'string' && Object.hasOwn(people, text)
export const isUnitKind = (text: unknown): text is UnitKind =>
  typeof text === 'string' && Object.hasOwn(units, text)
export const personKinds = Object.keys(people).filter(isPersonKind)
export const unitKinds = Object.keys(units).filter(isUnitKind)
