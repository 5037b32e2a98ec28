// What reading settings costs at boot, after all modules are loaded. Every figure is from a process of its own; the
// variants take turns.
// npm run build && npm run bench:boot
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const RUNS = Number(process.env.RUNS ?? 15);
const directory = mkdtempSync(join(import.meta.dirname, 'boot-'));

const timed = (before, work) => `
  ${before}
  const start = performance.now();
  ${work}
  console.log(performance.now() - start);
`;
const nest = (options) =>
  timed(
    `import 'reflect-metadata';
     import { Module } from '@nestjs/common';
     import { NestFactory } from '@nestjs/core';
     import { MailModule, MailService } from 'nestjs-spring-mail';
     class AppModule {}`,
    `Module({ imports: [MailModule.forRoot(${options})] })(AppModule);
     const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
     app.get(MailService);`,
  );

const VARIANTS = {
  'MailModule.forRoot({ host })': nest(`{ host: 'localhost' }`),
  'MailModule.forRoot() with application.yml and a profile': nest(''),
  'the same application.yml with yaml alone': timed(
    `import { readFileSync } from 'node:fs';
     import { parse } from 'yaml';`,
    `parse(readFileSync('application.yml', 'utf8'));`,
  ),
};

/** 200 lines as they are in a service: some for mail, most for everything else. */
function applicationYaml() {
  const mail = `spring:
  application:
    name: shop
  mail:
    host: smtp.example.org
    port: 587
    username: \${MAIL_USER:shop}
    password: \${MAIL_PASSWORD:secret}
    properties:
      mail.smtp.auth: true
      mail.smtp.starttls.enable: true
      mail.smtp.connectiontimeout: 5000
nest:
  mail:
    defaults:
      from: Shop <shop@example.org>
shop:`.split('\n');
  const rest = Array.from({ length: 61 }, (_, index) => [
    `  feature-${index}:`,
    `    enabled: ${index % 2 === 0}`,
    `    url: https://\${HOST_${index}:localhost}:${8000 + index}/api`,
  ]).flat();
  return [...mail, ...rest].slice(0, 200).join('\n');
}

function milliseconds(script) {
  const env = { ...process.env, SPRING_PROFILES_ACTIVE: 'prod' };
  return Number(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: directory, env }).toString(),
  );
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

try {
  writeFileSync(join(directory, 'application.yml'), applicationYaml());
  writeFileSync(join(directory, 'application-prod.yml'), 'spring.mail.host: smtp.prod.example.org\n');
  const figures = Object.fromEntries(Object.keys(VARIANTS).map((name) => [name, []]));
  for (let run = 0; run <= RUNS; run++) {
    for (const [name, script] of Object.entries(VARIANTS)) {
      const figure = milliseconds(script);
      // The first round only fills the caches of the disk.
      if (run > 0) figures[name].push(figure);
    }
  }
  const [code, files] = Object.values(figures);
  const added = files.map((figure, run) => figure - code[run]);
  for (const [name, numbers] of Object.entries(figures))
    console.log(`${name.padEnd(58)}${median(numbers).toFixed(1).padStart(8)} ms`);
  console.log(`${'what the files add'.padEnd(58)}${median(added).toFixed(1).padStart(8)} ms`);
} finally {
  rmSync(directory, { recursive: true });
}
