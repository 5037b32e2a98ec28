import { findings } from './table.mjs';
import { label } from './scenarios.mjs';

const BAR = 16;
const STEP = 22;
const LEFT = 410;
const WIDTH = 300;

/** The ratios to nodemailer as bars of an SVG, on a scale where each doubling is as wide as the one before. */
export function plot(results) {
  const bars = results.flatMap((result) =>
    findings(result)
      .filter(({ figure, peer, ratio }) => figure === 'rate' && peer.startsWith('nodemailer') && ratio)
      .map(({ ratio, goal }) => ({ label: label(result), ratio: Number(ratio), goal: parse(goal) })),
  );
  const most = Math.log2(Math.max(2, ...bars.map(({ ratio }) => ratio)));
  const x = (ratio) => LEFT + (Math.max(0, Math.log2(ratio)) / most) * WIDTH;
  const height = STEP * bars.length + 44;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + WIDTH + 60} ${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
<text x="8" y="18" font-size="14" font-weight="bold" fill="#222">Mails a second as a multiple of nodemailer's; the line is the goal</text>
${bars.map((bar, index) => row(bar, 32 + STEP * index, x)).join('\n')}
</svg>
`;
}

function row({ label: text, ratio, goal }, y, x) {
  const middle = y + BAR / 2 + 4;
  const mark =
    goal === undefined
      ? ''
      : `<path d="M${x(goal).toFixed(1)} ${y - 2}v${BAR + 4}" stroke="#c2410c" stroke-width="2"/>`;
  return `<text x="${LEFT - 8}" y="${middle}" text-anchor="end" fill="#222">${text}</text><rect x="${LEFT}" y="${y}" width="${(x(ratio) - LEFT).toFixed(1)}" height="${BAR}" fill="#2563eb"/>${mark}<text x="${(x(Math.max(ratio, goal ?? 0)) + 6).toFixed(1)}" y="${middle}" fill="#222">${ratio.toFixed(1)}×</text>`;
}

function parse(goal) {
  return goal === undefined ? undefined : Number(goal.replace('≥ ', ''));
}
