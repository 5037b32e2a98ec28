import type { ConfigReport } from './config-report.js';
import type { MailProperties } from './mail-properties.js';

/** Reports values that cannot be what was meant, whatever they are for. */
export function reportUnusable(properties: MailProperties, report: ConfigReport): void {
  for (const property of properties.written.values()) report.faultUnresolved(property);
  reportNumbers(properties, report);
  reportEncrypted(properties, report);
  reportCut(properties, report);
  const { jndiName } = properties;
  if (jndiName?.value) {
    report.fault(
      jndiName.property,
      'asks for a mail session of a Java server',
      'Remove it and set spring.mail.host, or pass a transport to MailModule.forRoot.',
    );
  }
}

/** Where YAML 1.1 reads an unquoted text in a way that few people expect. */
function reportNumbers({ host, username, password, port }: MailProperties, report: ConfigReport): void {
  for (const setting of [host, username, password]) {
    if (setting === undefined || setting.property.text === setting.property.value) continue;
    const problem = 'is kept as it is written, where Spring reads a number or a boolean';
    report.warn(setting.property, problem, 'Put it in quotes.');
  }
  if (port?.property.type === 'number' && /^0\d/u.test(port.property.text)) {
    const problem = `means ${port.value}, because a number that begins with 0 is octal in YAML`;
    report.fault(port.property, problem, `Write ${port.property.text.replace(/^0+/u, '')}.`);
  }
}

/** What Spring Cloud Config and Jasypt decrypt before Spring Boot binds it would be sent as it stands. */
function reportEncrypted({ written }: MailProperties, report: ConfigReport): void {
  for (const property of written.values()) {
    if (!/^(?:\{cipher\}.*|ENC\(.*\))$/su.test(property.value)) continue;
    const problem = 'is encrypted for Spring Cloud Config or Jasypt, which nobody decrypts here';
    report.fault(
      property,
      problem,
      'Give the value itself by an environment variable, or by a function in MailModule.forRootAsync.',
    );
  }
}

function reportCut({ username, password }: MailProperties, report: ConfigReport): void {
  for (const setting of [username, password]) {
    if (setting?.property.cut !== true || setting.property.value === '') continue;
    report.warn(
      setting.property,
      'ends before a #, which begins a comment',
      'Put the value in quotes when the # belongs to it, else write a blank behind the #.',
    );
  }
}
