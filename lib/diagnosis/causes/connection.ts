import { type Cause, server, smtpKey, smtpSetting } from '../cause.js';
import { isLoopback } from '../../message/loopback.js';
import type { Observation } from '../observation.js';
import { settingName } from '../setting-name.js';

/** The network, or a firewall, says so at once. */
const NO_ROUTE = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EACCES', 'EPERM']);
const PREVIEW =
  '; while you develop, "npx nestjs-spring-mail preview" takes mails there and shows them in a page';
/** Stages in which the server has the word and no mail is on its way. */
const SETTING_UP = new Set(['greeting', 'ehlo', 'starttls', 'auth']);

const isTimeout = ({ code }: Observation): boolean => code === 'ETIMEDOUT';

/** Why the server was not reached, or did not speak with us. */
export const CONNECTION: readonly Cause[] = [
  {
    id: 'socks-missing',
    when: ({ code }) => code === 'socks-missing',
    why: (config) => `${smtpKey(config, 'socks.host')} needs the package socks, which is not installed`,
    wrong: (config) => ({
      setting: smtpSetting(config, 'socks.host'),
      expected: 'no SOCKS proxy, or the package socks beside this one',
    }),
    change: (config) => `Run "npm install socks", or remove ${smtpKey(config, 'socks.host')}.`,
  },
  {
    id: 'proxy',
    when: ({ stage }) => stage === 'proxy',
    why: () => 'the proxy did not connect to the mail server',
    wrong: (config) => ({
      setting: smtpSetting(
        config,
        config.sources.has(smtpSetting(config, 'socks.host')) ? 'socks.host' : 'proxy.host',
      ),
      expected: 'a proxy that runs and lets this machine through',
    }),
    change: (config) =>
      `Check ${smtpKey(config, 'proxy.host')} and its port, user and password, or ${smtpKey(config, 'socks.host')}.`,
  },
  {
    id: 'silent-server',
    when: (seen) => SETTING_UP.has(seen.stage ?? '') && isTimeout(seen),
    why: (config) => `${server(config)} took the connection and did not answer in time`,
    wrong: () => ({ setting: 'port', expected: 'the port of a mail server: 587, 465 or 25' }),
    change: (config) =>
      `Check that ${settingName(config, 'host')} and ${settingName(config, 'port')} name a mail server; ${smtpKey(config, 'timeout')} sets the limit.`,
  },
  {
    id: 'unreachable',
    when: (seen) => seen.stage === 'connect' && (isTimeout(seen) || NO_ROUTE.has(seen.originalCode ?? '')),
    why: (config, seen) =>
      isTimeout(seen)
        ? `${server(config)} could not be reached within ${config.timeouts.connect} ms`
        : `there is no way from this machine to ${server(config)}`,
    wrong: () => ({ setting: 'port', expected: 'a port that the network lets through: 587 or 465' }),
    change: (config) =>
      `Check ${settingName(config, 'host')} and ${settingName(config, 'port')}, and that no firewall is in between (many networks block port 25); ${smtpKey(config, 'connectiontimeout')} sets the limit.`,
  },
  {
    id: 'refused-connection',
    when: ({ originalCode }) => originalCode === 'ECONNREFUSED',
    why: (config) => `nothing listens on ${server(config)}`,
    wrong: () => ({ setting: 'port', expected: 'a port that the mail server listens on: 587, 465 or 25' }),
    change: (config) =>
      `Check ${settingName(config, 'host')} and ${settingName(config, 'port')}, and that the mail server is running${isLoopback(config.host) ? PREVIEW : ''}.`,
  },
  {
    id: 'unknown-host',
    when: ({ code, originalCode }) =>
      code === 'EDNS' || originalCode === 'ENOTFOUND' || originalCode === 'EAI_AGAIN',
    why: ({ host }) => `the host name ${host} does not resolve`,
    wrong: () => ({ setting: 'host', expected: 'a host name that resolves' }),
    change: (config) => `Correct ${settingName(config, 'host')}, or check the DNS of this machine.`,
  },
  {
    id: 'no-mail-server',
    when: ({ stage, code, reply }) =>
      code === 'EPROTOCOL' && reply === undefined && (stage === 'greeting' || stage === 'ehlo'),
    why: (config) => `what answers on ${server(config)} is no mail server`,
    wrong: () => ({ setting: 'port', expected: 'the port of a mail server: 587, 465 or 25' }),
    change: (config) => `Check ${settingName(config, 'host')} and ${settingName(config, 'port')}.`,
  },
  {
    id: 'closed-early',
    when: ({ stage, code, originalCode, reply }) =>
      reply === undefined &&
      stage !== undefined &&
      (SETTING_UP.has(stage) || stage === 'tls') &&
      (code === 'ECONNECTION' || originalCode === 'ECONNRESET'),
    why: (config) => `${server(config)} closed the connection before it took a mail`,
    wrong: () => ({ setting: 'port', expected: 'the port of a mail server: 587, 465 or 25' }),
    change: (config) =>
      `Check ${settingName(config, 'host')} and ${settingName(config, 'port')}, and that the mail server lets this machine in.`,
  },
  {
    id: 'busy-server',
    // With 421 a server closes the connection, whatever it answers with it (RFC 5321 section 3.8).
    when: ({ stage, reply }) =>
      reply !== undefined &&
      ((reply.code === 421 && stage !== 'auth') ||
        (reply.code < 500 && (stage === 'greeting' || stage === 'ehlo'))),
    why: (config) => `${server(config)} takes no mail at the moment`,
    change: () => 'Try again later; fewer connections at a time (nest.mail.pool.max-connections) may help.',
  },
  {
    id: 'client-refused',
    when: ({ stage, reply }) => reply !== undefined && (stage === 'greeting' || stage === 'ehlo'),
    why: (config) => `${server(config)} does not take mail from this machine`,
    wrong: (config) => ({
      setting: smtpSetting(config, 'localhost'),
      expected: 'the full host name of this machine, which its address leads back to',
    }),
    change: (config) =>
      `Ask its administrator to allow the address of this machine; some servers want its full host name in ${smtpKey(config, 'localhost')}.`,
  },
  {
    id: 'starttls-for-now',
    when: ({ stage, reply }) => stage === 'starttls' && reply !== undefined && reply.code < 500,
    why: (config) => `${server(config)} cannot start TLS at the moment, and the mail must not go in clear`,
    change: () => 'Try again later.',
  },
  {
    id: 'no-starttls',
    when: ({ stage, reply }) => stage === 'starttls' && reply !== undefined,
    why: (config) => `${server(config)} does not offer STARTTLS, and the mail must not go in clear`,
    wrong: () => ({ setting: 'port', expected: '587 for STARTTLS, or 465 with TLS from the first byte' }),
    change: (config) =>
      `Check ${settingName(config, 'port')}; where the server speaks TLS from the first byte, set ${smtpKey(config, 'ssl.enable')}: true and port 465.`,
  },
];
