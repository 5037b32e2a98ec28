// Writes the reference of all that can be imported to build/api: npm run docs:api
import { readdirSync } from 'node:fs';
import { Application, Logger, LogLevel, ReflectionKind } from 'typedoc';

const FOLDER = 'build/api';

/** Parts of one type each. */
const PARTS = [
  'Address',
  'ChoiceIn',
  'ComponentsIn',
  'CONDITIONS',
  'Finding',
  'InlineFields',
  'MatcherResult',
  'METHODS',
  'NameIn',
  'PreviewsIn',
  'Strings',
];

/** What the library hands to classes that only it makes. */
const HANDED_OVER = [
  'MailConfig',
  'MailEvents',
  'MailPreview',
  'MailerDetails',
  'Mailers',
  'PreviewCatcher',
  'UnsubscribeConfig',
];

/** The checked mail is exported by a name that it shares with the decorator. */
const UNDER_ANOTHER_NAME = ['Mail'];

/** The reference before it is written, and what is wrong with it: names without a sentence, links that lead nowhere. */
export async function apiReference() {
  const application = await Application.bootstrap({
    name: 'nestjs-spring-mail',
    entryPoints: [
      'lib/index.ts',
      ...readdirSync('lib/integrations').map((name) => `lib/integrations/${name}/index.ts`),
    ],
    tsconfig: 'tsconfig.json',
    readme: 'none',
    // tsc has checked the types already.
    skipErrorChecking: true,
    excludePrivate: true,
    excludeInternal: true,
    excludeExternals: true,
    validation: { notExported: true, invalidLink: true, notDocumented: true },
    requiredToBeDocumented: ['Variable', 'Class', 'Interface', 'TypeAlias', 'Enum'],
    intentionallyNotExported: [...PARTS, ...HANDED_OVER, ...UNDER_ANOTHER_NAME],
  });
  const faults = [];
  application.logger = new (class extends Logger {
    log(message, level) {
      if (level >= LogLevel.Warn) faults.push(this.addContext(message, level));
    }
  })();
  const project = await application.convert();
  if (project !== undefined) {
    application.validate(project);
    faults.push(...silentFunctions(project));
  }
  return { application, project, faults };
}

function silentFunctions(project) {
  return project
    .getReflectionsByKind(ReflectionKind.Function)
    .filter(({ signatures }) => !signatures.some((signature) => signature.hasComment()))
    .map((reflection) => `${reflection.getFullName()} is not documented`);
}

if (process.argv[1]?.endsWith('api-reference.mjs')) {
  const { application, project, faults } = await apiReference();
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exit(1);
  await application.generateDocs(project, FOLDER);
  console.log(`${FOLDER}/index.html`);
}
