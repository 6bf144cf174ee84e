export * from './bands.ts'
export { canonicalCorrelations, type PartialCorrelation, partialCorrelation } from './correlation.ts'
export * from './lead-lag.ts'
export {
  lagColumn,
  type Panel,
  type PanelRegression,
  type PanelRegressionInput,
  panelRegression,
} from './panel.ts'
export * from './value-of-a-point.ts'
