import type { ConfigReport } from './config-report.js';
import type { SmtpSettings } from './smtp-settings.js';

const HOST_AND_PORT = /^(?<host>[\w.-]+|\[[\da-f:]+\])(?::(?<port>\d{1,5}))?$/iu;

/** The proxy as a URL: HTTP CONNECT from `proxy.host`, else SOCKS5 from `socks.host`. */
export function resolveProxy(smtp: SmtpSettings, report: ConfigReport): string | undefined {
  const kind = smtp.text('proxy.host') === undefined ? 'socks' : 'proxy';
  const written = smtp.text(`${kind}.host`);
  if (written === undefined) return undefined;
  const { host, port } = HOST_AND_PORT.exec(written)?.groups ?? {};
  if (host === undefined || !isPort(port)) {
    report.fault(
      smtp.property(`${kind}.host`)!,
      'is not a host name, with or without a port',
      'Write the name of the proxy, or name:port.',
    );
    return undefined;
  }
  if (kind === 'socks') return `socks5://${host}:${port ?? smtp.integer('socks.port', { min: 1 }) ?? 1080}`;
  return `http://${userinfo(smtp)}${host}:${port ?? smtp.integer('proxy.port', { min: 1 }) ?? 80}`;
}

function isPort(port: string | undefined): boolean {
  return port === undefined || (Number(port) > 0 && Number(port) < 65_536);
}

function userinfo(smtp: SmtpSettings): string {
  const user = smtp.text('proxy.user');
  if (user === undefined) return '';
  return `${encodeURIComponent(user)}:${encodeURIComponent(smtp.property('proxy.password')?.value ?? '')}@`;
}
