export * from './bootstrap.ts'
export * from './cross-validation.ts'
export * from './dominance.ts'
export {
  type DriverImportance,
  type DriverShare,
  driverImportance,
  lmg,
  relativeWeights,
} from './importance.ts'
export * from './key-drivers.ts'
export * from './penalty-reward.ts'
export * from './within-between.ts'
