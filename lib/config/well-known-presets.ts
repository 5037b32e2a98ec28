import type { WellKnownService } from 'nodemailer/lib/well-known';
import { wellKnown } from '../on-demand.cjs';
import type { Preset } from './presets.js';
import type { Security } from './security.js';

/** The entries of nodemailer's list; its module finds an entry by name, but does not tell the names. */
const NAMES =
  `126 163 1und1 Aliyun AliyunQiye AOL Aruba Bluewin BOL DebugMail Disroot DynectEmail ElasticEmail Ethereal
  FastMail FeishuMail ForwardEmail GandiMail GmailWorkspace GMX Godaddy GodaddyAsia GodaddyEurope Groundmail hot.ee
  Infomaniak KolabNow Loopia Loops mail.ee Mail.ru Mailcatch.app Maildev MailerSend Mailgun Mailjet Mailosaur MailSenpai
  Mailtrap Mandrill OhMySMTP One OpenMailBox Oveyon Postmark Proton qiye.aliyun QQ QQex Resend Runbox SendCloud SendGrid
  SendinBlue SendPulse SES SES-AP-NORTHEAST-1 SES-AP-NORTHEAST-2 SES-AP-NORTHEAST-3 SES-AP-SOUTH-1 SES-AP-SOUTHEAST-1
  SES-AP-SOUTHEAST-2 SES-CA-CENTRAL-1 SES-EU-CENTRAL-1 SES-EU-NORTH-1 SES-EU-WEST-1 SES-EU-WEST-2 SES-EU-WEST-3
  SES-SA-EAST-1 SES-US-EAST-1 SES-US-EAST-2 SES-US-GOV-EAST-1 SES-US-GOV-WEST-1 SES-US-WEST-1 SES-US-WEST-2 Seznam
  SMTP2GO SpacePost Sparkpost Tipimail TurboSMTP TurboSMTP-EU Tutanota Yandex Zimbra Zoho`.split(/\s+/u);

/** A provider of nodemailer's list, by its name, an alias or the domain of its addresses. */
export function wellKnownPreset(name: string): Preset | undefined {
  const service = wellKnown()(name);
  // `constructor` finds a function.
  if (typeof service !== 'object') return undefined;
  const port = Number(service.port ?? 587);
  return {
    name,
    title: service.description ?? name,
    host: service.host ?? 'localhost',
    ports: [{ port, security: securityOf(service, port) }],
  };
}

/** All of nodemailer's list, without those that we know more about. */
export function wellKnownPresets(): readonly Preset[] {
  return NAMES.map(wellKnownPreset).filter((preset) => preset !== undefined);
}

/** nodemailer upgrades the line where the server offers it; here it has to. */
function securityOf({ secure, ignoreTLS }: WellKnownService, port: number): Security {
  if (secure === true || port === 465) return 'implicit-tls';
  return ignoreTLS === true ? 'none' : 'starttls';
}
