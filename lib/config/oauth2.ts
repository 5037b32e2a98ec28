import { isLoopback } from '../message/loopback.js';
import type { ConfigReport } from './config-report.js';
import { defined } from './defined.js';
import { nearest } from './nearest.js';
import type { OAuth2Config } from './mailer-config.js';
import type { NestProperties } from './nest-properties.js';
import type { Preset } from './presets.js';
import type { ResolvedProperty } from './spring/resolved-property.js';

/** Where a provider gives out tokens, and for what. */
interface OAuth2Provider {
  /** `{tenant}` stands for the organisation. */
  readonly tokenUrl: string;
  readonly scope: Readonly<Partial<Record<OAuth2Config['grant'], string>>>;
  /** Grants that sign in to SMTP there. */
  readonly grants: readonly OAuth2Config['grant'][];
  /** Presets whose mail server takes its tokens. */
  readonly presets: readonly string[];
}

const PROVIDERS: Readonly<Record<string, OAuth2Provider>> = {
  google: {
    tokenUrl: 'https://oauth2.googleapis.com/token',
    scope: {},
    grants: ['refresh_token'],
    presets: ['gmail', 'GmailWorkspace'],
  },
  microsoft: {
    tokenUrl: 'https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token',
    scope: {
      refresh_token: 'https://outlook.office.com/SMTP.Send offline_access',
      client_credentials: 'https://outlook.office365.com/.default',
    },
    grants: ['refresh_token', 'client_credentials'],
    presets: ['outlook365', 'outlook'],
  },
};

/** The names below `oauth2.`. */
const KEYS = [
  'provider',
  'tenant',
  'token-url',
  'client-id',
  'client-secret',
  'refresh-token',
  'scope',
] as const;
type OAuth2Key = (typeof KEYS)[number];

/** What OAuth2 settings are read from. */
export interface OAuth2Input {
  readonly nestPrefix: string;
  readonly nest: Pick<NestProperties, 'property'>;
  /** The provider of the mail server, where it is known. */
  readonly preset: () => Preset | undefined;
}

/** Whether any of its keys is written. */
export function asksForOAuth2(nest: Pick<NestProperties, 'property'>): boolean {
  return KEYS.some((key) => nest.property(`oauth2.${key}`) !== undefined);
}

/** Reads how access tokens are got; everything that is missing for it is reported. */
export function resolveOAuth2(input: OAuth2Input, report: ConfigReport): OAuth2Config | undefined {
  const secret = (key: OAuth2Key): string | undefined => property(input, key)?.text || undefined;
  const clientSecret = secret('client-secret');
  const refreshToken = secret('refresh-token');
  const grant: OAuth2Config['grant'] = refreshToken === undefined ? 'client_credentials' : 'refresh_token';
  const provider = resolveProvider(input, report);
  const tokenUrl = resolveTokenUrl(input, provider, grant, report);
  const clientId = text(input, 'client-id');
  if (clientId === undefined)
    missing(input, 'client-id', 'Write the id that the application got when it was registered.', report);
  if (refreshToken === undefined && provider?.grants.includes(grant) === false)
    missing(input, 'refresh-token', 'Write the refresh token of the account.', report);
  else if (refreshToken === undefined && clientSecret === undefined)
    missing(input, 'refresh-token', 'Write it, or client-secret for an application without a user.', report);
  if (tokenUrl === undefined || clientId === undefined) return undefined;
  return defined({
    tokenUrl,
    grant,
    clientId,
    scope: text(input, 'scope') ?? provider?.scope[grant],
    secrets: () => defined({ clientSecret, refreshToken }),
  });
}

function property({ nest }: OAuth2Input, key: OAuth2Key): ResolvedProperty | undefined {
  return nest.property(`oauth2.${key}`);
}

function text(input: OAuth2Input, key: OAuth2Key): string | undefined {
  return property(input, key)?.text.trim() || undefined;
}

function missing(input: OAuth2Input, key: OAuth2Key, advice: string, report: ConfigReport): void {
  report.fault(property(input, key) ?? `${input.nestPrefix}.oauth2.${key}`, 'is missing', advice);
}

function resolveProvider(input: OAuth2Input, report: ConfigReport): OAuth2Provider | undefined {
  const name = text(input, 'provider')?.toLowerCase();
  if (name !== undefined) {
    if (Object.hasOwn(PROVIDERS, name)) return PROVIDERS[name];
    const known = Object.keys(PROVIDERS);
    const advice = `Write ${nearest(name, known) ?? known.join(' or ')}, or set token-url instead.`;
    report.fault(property(input, 'provider')!, 'is not a known provider', advice);
    return undefined;
  }
  if (text(input, 'token-url') !== undefined) return undefined;
  const preset = input.preset()?.name ?? '';
  const provider = Object.values(PROVIDERS).find(({ presets }) => presets.includes(preset));
  if (provider === undefined)
    missing(input, 'token-url', 'Write it, or oauth2.provider: google or microsoft.', report);
  return provider;
}

function resolveTokenUrl(
  input: OAuth2Input,
  provider: OAuth2Provider | undefined,
  grant: OAuth2Config['grant'],
  report: ConfigReport,
): string | undefined {
  const written = text(input, 'token-url');
  if (written !== undefined) {
    if (isSafe(written)) return written;
    const advice = 'Write an https address; http is only for this machine, since the secrets go there.';
    report.fault(property(input, 'token-url')!, 'is not an https address', advice);
    return undefined;
  }
  if (provider === undefined || !provider.tokenUrl.includes('{tenant}')) return provider?.tokenUrl;
  const tenant = text(input, 'tenant') ?? (grant === 'refresh_token' ? 'common' : undefined);
  if (tenant !== undefined && /^[\w.-]+$/u.test(tenant)) return provider.tokenUrl.replace('{tenant}', tenant);
  const what = 'Write the id or the domain of the organisation, such as contoso.onmicrosoft.com.';
  if (tenant === undefined) missing(input, 'tenant', what, report);
  else report.fault(property(input, 'tenant')!, 'is neither an id nor a domain', what);
  return undefined;
}

function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}
