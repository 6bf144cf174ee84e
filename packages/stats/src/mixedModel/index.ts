export { mixedModel } from './mixed-model.ts'
export type {
  CellMoments,
  CovarianceComponent,
  FactorBlups,
  FactorTerm,
  FixedEffect,
  InteractionTerm,
  LevelEffects,
  MixedModel,
  MixedModelInput,
  NumericTerm,
  Outcome,
  RandomTerm,
  Term,
  VarianceComponent,
} from './types.ts'
