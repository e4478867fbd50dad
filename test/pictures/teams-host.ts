const shades = (defaultColor: string, subtle: string) => ({ default: defaultColor, subtle });

const foreground = {
  default: shades('#242424', '#616161'),
  dark: shades('#242424', '#616161'),
  light: shades('#ffffff', '#e0e0e0'),
  accent: shades('#5b5fc7', '#5b5fc7'),
  good: shades('#237b4b', '#237b4b'),
  warning: shades('#8a6500', '#8a6500'),
  attention: shades('#c4314b', '#c4314b'),
};

const container = (backgroundColor: string) => ({ backgroundColor, foregroundColors: foreground });

/** How Teams sets its renderer, as near as is known: fonts, spaces and the colours of the light theme. */
export const TEAMS = {
  fontFamily: "'Segoe UI', 'Liberation Sans', Arial, sans-serif",
  spacing: { small: 6, default: 8, medium: 12, large: 16, extraLarge: 20, padding: 14 },
  separator: { lineThickness: 1, lineColor: '#e1e1e1' },
  fontSizes: { small: 12, default: 14, medium: 14, large: 17, extraLarge: 22 },
  fontWeights: { lighter: 300, default: 400, bolder: 600 },
  supportsInteractivity: true,
  containerStyles: {
    default: container('#ffffff'),
    emphasis: container('#f0f0f0'),
    accent: container('#e2e2f6'),
    good: container('#e7f2da'),
    warning: container('#fbf6d9'),
    attention: container('#fcdfe3'),
  },
  actions: {
    maxActions: 10,
    spacing: 'Default',
    buttonSpacing: 6,
    actionsOrientation: 'Horizontal',
    actionAlignment: 'Left',
  },
  adaptiveCard: { allowCustomStyle: false },
  factSet: {
    title: { color: 'Default', size: 'Default', weight: 'Bolder', wrap: true, maxWidth: 150 },
    value: { color: 'Default', size: 'Default', weight: 'Default', wrap: true },
    spacing: 12,
  },
  inputs: {
    label: {
      inputSpacing: 'Small',
      requiredInputs: { weight: 'Bolder', suffix: ' *', suffixColor: 'Attention' },
      optionalInputs: { weight: 'Bolder' },
    },
  },
};
