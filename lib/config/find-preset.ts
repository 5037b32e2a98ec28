import { nearest } from './nearest.js';
import { type Preset, PRESETS } from './presets.js';
import { wellKnownPreset, wellKnownPresetOfHost, wellKnownPresets } from './well-known-presets.js';

/** Finds a preset by its name. Case, blanks and punctuation do not matter: `NAVER WORKS` is `naver-works`. */
export function findPreset(name: string): Preset | undefined {
  const wanted = plain(name);
  return (
    PRESETS.find((preset) => [preset.name, ...(preset.aliases ?? [])].some((one) => plain(one) === wanted)) ??
    wellKnownPreset(name)
  );
}

/** The name that a misspelt one most likely means. */
export function nearestPreset(name: string): string | undefined {
  return nearest(
    name,
    [...PRESETS, ...wellKnownPresets()].map((preset) => preset.name),
  );
}

/** The provider that a host belongs to. */
export function presetOfHost(host: string): Preset | undefined {
  const wanted = host.toLowerCase();
  if (wanted === 'localhost') return undefined;
  return PRESETS.find((preset) => preset.host === wanted) ?? wellKnownPresetOfHost(wanted);
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');
}
