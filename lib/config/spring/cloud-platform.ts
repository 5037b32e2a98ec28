import type { Variables } from './environment-variables.js';

type Detection = (variables: Variables) => boolean;

const allOf =
  (...names: readonly string[]): Detection =>
  (variables) =>
    names.every((name) => variables[name] !== undefined);

const anyOf =
  (...names: readonly string[]): Detection =>
  (variables) =>
    names.some((name) => variables[name] !== undefined);

const isKubernetes: Detection = (variables) =>
  Object.keys(variables).some(
    (name) => name.endsWith('_SERVICE_HOST') && variables[name.replace(/_HOST$/, '_PORT')] !== undefined,
  );

/** The platforms Spring knows, each with what gives it away; the first that fits is the one. */
const platforms: ReadonlyMap<string, Detection> = new Map([
  ['none', () => false],
  ['cloudfoundry', anyOf('VCAP_APPLICATION', 'VCAP_SERVICES')],
  ['heroku', anyOf('DYNO')],
  ['sap', anyOf('HC_LANDSCAPE')],
  ['nomad', anyOf('NOMAD_ALLOC_ID')],
  ['kubernetes', isKubernetes],
  [
    'azureappservice',
    allOf('WEBSITE_SITE_NAME', 'WEBSITE_INSTANCE_ID', 'WEBSITE_RESOURCE_GROUP', 'WEBSITE_SKU'),
  ],
]);

/** A platform's name without case, dashes and underscores; `undefined` when there is no such platform. */
export function readCloudPlatform(name: string): string | undefined {
  const uniform = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return platforms.has(uniform) ? uniform : undefined;
}

/** The platform the process runs on, as far as its environment variables tell. */
export function detectCloudPlatform(variables: Variables): string {
  for (const [platform, isActive] of platforms) if (isActive(variables)) return platform;
  return 'none';
}
