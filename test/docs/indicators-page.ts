/** docs/indicators.md as the catalogue renders it. */
import { INDICATORS } from '#engine/indicators/indicator-catalogue.ts';
import { formatIndicatorId, signature } from '#engine/indicators/indicator-ids.ts';
import type { IndicatorDefinition } from '#engine/indicators/indicator.ts';

/** The whole page, ending with a line feed. */
export function indicatorsPage(): string {
  const lines = [
    '# The indicators',
    '',
    '<!-- Written by `node test/docs/write-pages.ts` from engine/indicators/indicator-catalogue.ts: change them there instead. -->',
    '',
    `All ${INDICATORS.length} documented names are computed. An id is the name and its parameters, \`MACD_12_26_9\`; what is left out at the end is the default, so`,
    '`RSI_14` is `RSI_14_100`. A length is a whole number up to 1000. "Candles" is how many the first value needs with the defaults: before it a request is refused',
    'with 409, never answered with null. Names marked with a V need traded volume and are refused for an index, which has none.',
    '',
    'Each value equals plain formulas to 1e-9 on every candle (test/golden/indicators/reference.py). An exponential average needs a beginning, and there libraries differ:',
    'here an EMA begins with its first input and a Wilder average with the mean of the first length. pandas-ta begins its EMA with that mean, so the first values',
    'differ and then come together; what else it does otherwise stands with the formula.',
    '',
    '| id with defaults | parameters | answers | candles | formula |',
    '|---|---|---|---|---|',
    ...INDICATORS.map(rowOf),
  ];
  return `${lines.join('\n')}\n`;
}

function rowOf(definition: IndicatorDefinition): string {
  const { parameters, outputs, needsVolume, formula, title } = definition;
  const values = parameters.map((parameter) => parameter.default);
  const cells = [
    `\`${formatIndicatorId({ definition, values })}\` ${title}${needsVolume ? ' (V)' : ''}`,
    `\`${signature(definition)}\``,
    outputs.length === 0 ? 'a number' : outputs.map((output) => `\`${output}\``).join(' '),
    definition.candlesNeeded(values),
    formula,
  ];
  return `| ${cells.join(' | ')} |`;
}
