export {
  type AreaUnderCurve,
  areaUnderCurve,
  brierScore,
  type CalibrationBin,
  calibrationCurve,
} from './classification.ts'
export { type Columns, completeRows, dummyColumns, type Labels } from './columns.ts'
export type { Coefficient, CovarianceType, LinearFit } from './fit.ts'
export { type FixedEffectsFit, type FixedEffectsInput, fixedEffects } from './fixed-effects.ts'
export type { CrossProducts } from './least-squares.ts'
export { type LogisticFit, type LogisticInput, logistic } from './logistic.ts'
export { type FitOptions, type OlsInput, ols, olsFromMoments } from './ols.ts'
export { type OrdinalFit, ordinalLogit } from './ordinal.ts'
export { logOddsContributions, predictLogistic } from './predict-logistic.ts'
export { type RidgeFit, ridge } from './ridge.ts'
