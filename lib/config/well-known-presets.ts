import type { WellKnownService } from 'nodemailer/lib/well-known';
import { wellKnown } from '../on-demand.cjs';
import type { Preset } from './presets.js';
import type { Security } from './security.js';

/**
 * The entries of nodemailer's list and their hosts: its module finds an entry by name, but does not tell the names, and a
 * start that only asks whose host this is need not load it.
 */
const HOSTS = new Map(
  `126=smtp.126.com 163=smtp.163.com 1und1=smtp.1und1.de Aliyun=smtp.aliyun.com AliyunQiye=smtp.qiye.aliyun.com
  AOL=smtp.aol.com Aruba=smtps.aruba.it Bluewin=smtpauths.bluewin.ch BOL=smtp.bol.com.br
  DebugMail=debugmail.io Disroot=disroot.org DynectEmail=smtp.dynect.net ElasticEmail=smtp.elasticemail.com
  Ethereal=smtp.ethereal.email FastMail=smtp.fastmail.com FeishuMail=smtp.feishu.cn
  ForwardEmail=smtp.forwardemail.net GandiMail=mail.gandi.net GmailWorkspace=smtp-relay.gmail.com
  GMX=mail.gmx.com Godaddy=smtpout.secureserver.net GodaddyAsia=smtp.asia.secureserver.net
  GodaddyEurope=smtp.europe.secureserver.net Groundmail=smtp.groundmail.dev hot.ee=mail.hot.ee
  Infomaniak=mail.infomaniak.com KolabNow=smtp.kolabnow.com Loopia=mailcluster.loopia.se Loops=smtp.loops.so
  mail.ee=smtp.mail.ee Mail.ru=smtp.mail.ru Mailcatch.app=sandbox-smtp.mailcatch.app Maildev=
  MailerSend=smtp.mailersend.net Mailgun=smtp.mailgun.org Mailjet=in.mailjet.com Mailosaur=mailosaur.io
  MailSenpai=relay.mailsenpai.com Mailtrap=live.smtp.mailtrap.io Mandrill=smtp.mandrillapp.com
  OhMySMTP=smtp.ohmysmtp.com One=send.one.com OpenMailBox=smtp.openmailbox.org Oveyon=smtp.oveyon.com
  Postmark=smtp.postmarkapp.com Proton=smtp.protonmail.ch qiye.aliyun=smtp.mxhichina.com QQ=smtp.qq.com
  QQex=smtp.exmail.qq.com Resend=smtp.resend.com Runbox=smtp.runbox.com SendCloud=smtp.sendcloud.net
  SendGrid=smtp.sendgrid.net SendinBlue=smtp-relay.brevo.com SendPulse=smtp-pulse.com
  SES=email-smtp.us-east-1.amazonaws.com SES-AP-NORTHEAST-1=email-smtp.ap-northeast-1.amazonaws.com
  SES-AP-NORTHEAST-2=email-smtp.ap-northeast-2.amazonaws.com
  SES-AP-NORTHEAST-3=email-smtp.ap-northeast-3.amazonaws.com
  SES-AP-SOUTH-1=email-smtp.ap-south-1.amazonaws.com
  SES-AP-SOUTHEAST-1=email-smtp.ap-southeast-1.amazonaws.com
  SES-AP-SOUTHEAST-2=email-smtp.ap-southeast-2.amazonaws.com
  SES-CA-CENTRAL-1=email-smtp.ca-central-1.amazonaws.com
  SES-EU-CENTRAL-1=email-smtp.eu-central-1.amazonaws.com SES-EU-NORTH-1=email-smtp.eu-north-1.amazonaws.com
  SES-EU-WEST-1=email-smtp.eu-west-1.amazonaws.com SES-EU-WEST-2=email-smtp.eu-west-2.amazonaws.com
  SES-EU-WEST-3=email-smtp.eu-west-3.amazonaws.com SES-SA-EAST-1=email-smtp.sa-east-1.amazonaws.com
  SES-US-EAST-1=email-smtp.us-east-1.amazonaws.com SES-US-EAST-2=email-smtp.us-east-2.amazonaws.com
  SES-US-GOV-EAST-1=email-smtp.us-gov-east-1.amazonaws.com
  SES-US-GOV-WEST-1=email-smtp.us-gov-west-1.amazonaws.com SES-US-WEST-1=email-smtp.us-west-1.amazonaws.com
  SES-US-WEST-2=email-smtp.us-west-2.amazonaws.com Seznam=smtp.seznam.cz SMTP2GO=mail.smtp2go.com
  SpacePost=smtp.spacepost.dev Sparkpost=smtp.sparkpostmail.com Tipimail=smtp.tipimail.com
  TurboSMTP=pro.turbo-smtp.com TurboSMTP-EU=pro.eu.turbo-smtp.com Tutanota=smtp.tutanota.com
  Yandex=smtp.yandex.ru Zimbra=smtp.zimbra.com Zoho=smtp.zoho.com`
    .split(/\s+/u)
    .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
);

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
  return [...HOSTS.keys()].map(wellKnownPreset).filter((preset) => preset !== undefined);
}

/** The entry of nodemailer's list with this host. */
export function wellKnownPresetOfHost(host: string): Preset | undefined {
  for (const [name, known] of HOSTS) if (known === host) return wellKnownPreset(name);
  return undefined;
}

/** nodemailer upgrades the line where the server offers it; here it has to. */
function securityOf({ secure, ignoreTLS }: WellKnownService, port: number): Security {
  if (secure === true || port === 465) return 'implicit-tls';
  return ignoreTLS === true ? 'none' : 'starttls';
}
