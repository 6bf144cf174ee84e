import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
} from '@mantine/core'

/**
 * The look of Tandem, all of it: colours, type scale, spacing and radii. CSS reads the colours as
 * `var(--paper)`, `var(--ink)`...; charts read them through `paletteOf`.
 */
const light = {
  paper: '#faf8f4',
  card: '#fffefb',
  rail: '#f3efe8',
  line: '#e6e1d8',
  /** Borders of things one can type into or press need 3:1 against the paper. */
  control: '#8f897d',
  ink: '#1b1e21',
  muted: '#62676d',
  none: '#9a9ea3',
  accent: '#0e6b62',
  'accent-hover': '#0a574f',
  'on-accent': '#ffffff',
  better: '#0e6b62',
  worse: '#b4472b',
  'better-soft': '#e3efea',
  'worse-soft': '#f9e7e0',
  pill: '#f1ece3',
  hover: '#f6f2ea',
  customer: '#2b6cb0',
  employee: '#b7791f',
  service_test: '#7b4ba8',
  audit: '#4b7f52',
  operations: '#5f6b76',
}

export type Palette = typeof light

const dark: Palette = {
  paper: '#14171a',
  card: '#1b1f23',
  rail: '#101315',
  line: '#2b3035',
  control: '#6f767d',
  ink: '#eceae6',
  muted: '#9aa0a6',
  none: '#6f767d',
  accent: '#5cc3b6',
  'accent-hover': '#79d2c6',
  'on-accent': '#0d1514',
  better: '#5cc3b6',
  worse: '#e0805f',
  'better-soft': '#1c302e',
  'worse-soft': '#35241f',
  pill: '#262b30',
  hover: '#22272c',
  customer: '#6fa8e6',
  employee: '#e0a44f',
  service_test: '#b58ae0',
  audit: '#8cbf8f',
  operations: '#a3adb6',
}

const palettes = { light, dark }

/** The colours of a scheme as plain values, for what cannot read CSS variables (charts, exported pictures). */
export function paletteOf(scheme: 'light' | 'dark'): Palette {
  return palettes[scheme]
}

const sansFallback =
  "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', system-ui, sans-serif"
const serifFallback = "'Songti SC', 'Noto Serif CJK SC', 'Noto Serif SC', 'SimSun', Georgia, serif"
export const fonts = {
  sans: `'Inter Variable', ${sansFallback}`,
  serif: `'Source Serif 4 Variable', ${serifFallback}`,
}

const accentShades: MantineColorsTuple = [
  '#e8f4f1',
  '#d3e7e2',
  '#a8d0c7',
  '#79b8ac',
  '#52a294',
  '#389485',
  '#0e6b62',
  '#0e6b62',
  '#0a574f',
  '#05463f',
]

/** Our dark papers in the places where Mantine looks for its own. */
const darkShades: MantineColorsTuple = [
  dark.ink,
  '#c9c7c3',
  dark.muted,
  dark.none,
  '#3a4047',
  dark.line,
  dark.card,
  dark.paper,
  dark.rail,
  '#0b0d0f',
]

function schemeVariables(palette: Palette): Record<string, string> {
  const own = Object.fromEntries(
    Object.entries(palette).map(([name, value]) => [`--${name.replace('_', '-')}`, value]),
  )
  return {
    ...own,
    '--mantine-color-body': palette.paper,
    '--mantine-color-text': palette.ink,
    '--mantine-color-dimmed': palette.muted,
    '--mantine-color-placeholder': palette.muted,
    '--mantine-color-anchor': palette.accent,
    '--mantine-color-error': palette.worse,
    '--mantine-color-default': palette.card,
    '--mantine-color-default-hover': palette.hover,
    '--mantine-color-default-color': palette.ink,
    '--mantine-color-default-border': palette.line,
    '--mantine-primary-color-filled': palette.accent,
    '--mantine-primary-color-filled-hover': palette['accent-hover'],
    '--mantine-color-accent-filled': palette.accent,
    '--mantine-color-accent-filled-hover': palette['accent-hover'],
    '--mantine-color-accent-light': palette['better-soft'],
    '--mantine-color-accent-light-hover': palette['better-soft'],
    '--mantine-color-accent-light-color': palette.accent,
    '--mantine-color-gray-1': palette.pill,
    '--mantine-color-gray-2': palette.pill,
    '--mantine-color-gray-3': palette.pill,
    '--mantine-color-dark-4': palette.pill,
    '--mantine-color-dark-8': palette.rail,
    '--mantine-color-disabled': palette.pill,
    '--mantine-color-disabled-color': palette.muted,
  }
}

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: { '--font-serif': fonts.serif },
  light: schemeVariables(light),
  dark: schemeVariables(dark),
})

const controlInput = {
  styles: {
    input: { borderColor: 'var(--control)' },
    label: { marginBottom: 4, fontWeight: 550 },
    description: { fontSize: 12.5, marginBottom: 4 },
  },
}

export const theme = createTheme({
  colors: { accent: accentShades, dark: darkShades },
  primaryColor: 'accent',
  fontFamily: fonts.sans,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: { fontFamily: fonts.sans, fontWeight: '600' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.35' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '40px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'md',
  shadows: { md: '0 6px 24px rgb(0 0 0 / 0.10)', lg: '0 10px 40px rgb(0 0 0 / 0.14)' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  variantColorResolver: (input) => {
    if (input.variant === 'filled' && (input.color === undefined || input.color === 'accent'))
      return {
        background: 'var(--accent)',
        hover: 'var(--accent-hover)',
        color: 'var(--on-accent)',
        border: '1px solid transparent',
      }
    return defaultVariantColorsResolver(input)
  },
  components: {
    Button: { defaultProps: { size: 'sm' }, styles: { root: { fontWeight: 550 } } },
    TextInput: controlInput,
    PasswordInput: controlInput,
    NumberInput: controlInput,
    Textarea: controlInput,
    Select: controlInput,
    MultiSelect: controlInput,
    NativeSelect: controlInput,
    Checkbox: {
      defaultProps: { iconColor: 'var(--on-accent)' },
      styles: { label: { fontSize: 14 }, description: { fontSize: 12.5 } },
    },
    // The header of a dialog is no banner of the page.
    Drawer: { defaultProps: { attributes: { header: { role: 'presentation' } } } },
    Modal: {
      defaultProps: {
        attributes: { header: { role: 'presentation' } },
        centered: true,
        radius: 'lg',
        overlayProps: { backgroundOpacity: 0.35 },
      },
    },
    Popover: { defaultProps: { shadow: 'md', radius: 'lg' } },
    Menu: { defaultProps: { shadow: 'md', radius: 'md' } },
  },
})
