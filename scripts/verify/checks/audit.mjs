import { spawnSync } from 'node:child_process';

export function audit() {
  const { stdout } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8' });
  const { metadata, message } = JSON.parse(stdout);
  if (metadata === undefined) return { notRun: `the registry does not answer: ${message}` };
  const { total, ...levels } = metadata.vulnerabilities;
  if (total > 0) throw new Error(JSON.stringify(levels));
  return `nothing known of ${metadata.dependencies.total} packages`;
}
